/*
 * Third-party servers with the SDK, and otherwise unchanged. The same conversation is held with a server that has the
 * SDK and with one that does not. Everything that both say is compared as bytes.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { mock } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { AttachableServer, McpObs } from '@mcp-obs/server'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { InMemoryTransport as InMemoryV2 } from '@modelcontextprotocol/server'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { FakePlatform } from '../../../../testkit/platform/fake-platform.ts'
import { Conversation, type Message, type Request, type Wire } from '../../../../testkit/mcp/conversation.ts'
import type { ThirdPartyServer } from './third-party-requests.ts'

/** The packed SDK. */
interface Sdk {
  createMcpObs: (options: { dsn: string }) => McpObs
}

interface ForeignServer {
  connect(transport: unknown): Promise<void>
  close(): Promise<void>
}

/** Ways to put the SDK on a server. Each connects the server to the wire. */
const WAYS: Record<string, (obs: McpObs, server: ForeignServer, wire: Wire) => Promise<void>> = {
  async attach(obs, server, wire) {
    await obs.attach(server as unknown as AttachableServer)
    await server.connect(wire)
  },
  wrapTransport: (obs, server, wire) => server.connect(obs.wrapTransport(wire as never)),
}

const OURS = new Set(['get_support_tool', 'get_support_status'])
const HINT =
  /^Offer to report this to Acme\. If the user agrees, call get_support_tool with incident_id "inc_\w{16}"\.$/

/** @param folder where the packages are installed. */
export function checkThirdPartyServer(folder: string, thirdParty: ThirdPartyServer): Check[] {
  const require = createRequire(join(folder, 'package.json'))
  const load = (module: string) => import(pathToFileURL(require.resolve(module)).href) as Promise<unknown>
  return Object.entries(WAYS).map(([way, connect]) => ({
    name: `${thirdParty.name}, ${way}: same bytes${thirdParty.fails ? ' but for the hint, which leads to a ticket' : ''}`,
    run: () => compare(load, thirdParty, connect),
  }))
}

async function compare(
  load: (module: string) => Promise<unknown>,
  thirdParty: ThirdPartyServer,
  connect: (typeof WAYS)[string],
): Promise<void> {
  const { createServer } = (await load(thirdParty.module)) as { createServer: () => unknown }
  const { createMcpObs } = (await load('@mcp-obs/server')) as Sdk
  const platform = await FakePlatform.start()
  // Some of their answers contain the time or a random number.
  mock.timers.enable({ apis: ['Date'], now: new Date('2026-11-23T10:12:14.000Z') })
  mock.method(Math, 'random', () => 0.25)
  const obs = createMcpObs({ dsn: platform.dsn })
  try {
    const bare = await hold(thirdParty, createServer(), (server, wire) => server.connect(wire))
    const withSdk = await hold(thirdParty, createServer(), (server, wire) => connect(obs, server, wire))
    await bare.conversation.close()
    const incident = assertSame(bare.said, withSdk.said)
    assert.equal(incident !== undefined, thirdParty.fails, 'a failing call has the hint')
    if (incident !== undefined) await assertReported(withSdk.conversation, platform, incident)
    await withSdk.conversation.close()
  } finally {
    mock.restoreAll()
    mock.timers.reset()
    await obs.close()
    await platform.stop()
  }
}

/** Sends every request that the server can answer. */
async function hold(
  { generation, calls, requests = [], isReady }: ThirdPartyServer,
  created: unknown,
  connect: (server: ForeignServer, wire: Wire) => Promise<void>,
): Promise<{ conversation: Conversation; said: Message[] }> {
  const server = (created as { server?: { connect?: unknown } }).server?.connect
    ? (created as { server: ForeignServer }).server
    : (created as ForeignServer)
  const [near, far] = (generation === 'v1' ? InMemoryV1 : InMemoryV2).createLinkedPair() as [Wire, Wire]
  // server-everything remembers by session, across its own instances, what it has asked a client.
  far.sessionId = randomUUID()
  await connect(server, far)
  const conversation = await Conversation.open(near)
  if (isReady) await conversation.receives('its first request', isReady)

  const { result } = await conversation.ask('tools/list')
  const names = ((result?.['tools'] ?? []) as { name: string }[]).map(({ name }) => name)
  assert.deepEqual(names.filter((name) => !OURS.has(name)).sort(), Object.keys(calls).sort())
  for (const [name, variants] of Object.entries(calls)) {
    for (const args of variants) await conversation.ask('tools/call', { name, arguments: args })
  }
  await conversation.ask('tools/call', { name: 'no-such-tool', arguments: {} })
  for (const request of [...(await everyResource(conversation)), ...requests])
    await conversation.ask(...request)
  return { conversation, said: [...conversation.received] }
}

async function everyResource(conversation: Conversation): Promise<Request[]> {
  const { result } = await conversation.ask('resources/list')
  const resources = (result?.['resources'] ?? []) as { uri: string }[]
  return [
    ...resources.map(({ uri }): Request => ['resources/read', { uri }]),
    ['resources/templates/list'],
    ['resources/read', { uri: 'demo://no/such/resource' }],
    ['prompts/list'],
    ['prompts/get', { name: 'no-such-prompt' }],
    ['ping'],
    ['no/such/method'],
  ]
}

/** The id in one of the hints, if any call failed in a way that is worth reporting. */
function assertSame(bare: Message[], withSdk: Message[]): string | undefined {
  const incidents: string[] = []
  const rest = withSdk.map((message) => withoutOurs(message, incidents))
  assert.deepEqual(toBytes(rest), toBytes(bare))
  return incidents.at(0)
}

/** One line a message, with random ids replaced by their order of appearance. */
function toBytes(messages: Message[]): string[] {
  const ids: string[] = []
  return messages.map((message) =>
    JSON.stringify(message).replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      if (!ids.includes(id)) ids.push(id)
      return `<id ${ids.indexOf(id)}>`
    }),
  )
}

/** The message as it was before the SDK added to it. Fails if what it added is not exactly what it says it adds. */
function withoutOurs(message: Message, incidents: string[]): Message {
  const { result, error } = message
  if (Array.isArray(result?.['tools'])) {
    const tools = result['tools'] as { name: string }[]
    const theirs = tools.filter(({ name }) => !OURS.has(name))
    assert.equal(tools.length - theirs.length, OURS.size)
    return { ...message, result: { ...result, tools: theirs } }
  }
  if (result?.['isError'] === true) {
    const content = result['content'] as { type: string; text?: string }[]
    if (!HINT.test(content.at(-1)?.text ?? '')) return message
    incidents.push(/inc_\w{16}/.exec(content.at(-1)?.text ?? '')?.[0] ?? '')
    return { ...message, result: { ...result, content: content.slice(0, -1) } }
  }
  if (!error?.data || !HINT.test(String(error.data['hint']))) return message
  const { incident_id: incident, hint: _, ...data } = error.data
  incidents.push(String(incident))
  const { data: __, ...bare } = error
  return { ...message, error: Object.keys(data).length > 0 ? { ...bare, data } : bare }
}

async function assertReported(
  conversation: Conversation,
  platform: FakePlatform,
  incident: string,
): Promise<void> {
  const fields = { title: 'It fails', description: 'I tried it twice.', category: 'Bug Report' }
  const answer = await conversation.ask('tools/call', {
    name: 'get_support_tool',
    arguments: { ...fields, incident_id: incident },
  })
  const outcome = (answer.result?.['structuredContent'] ?? {}) as Record<string, unknown>
  assert.partialDeepStrictEqual(outcome, { outcome: 'recorded', context_attached: true })
  assert.equal(platform.posts.at(-1)?.body.context?.incident?.id, incident)
}
