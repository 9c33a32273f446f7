/*
 * The SDK in a child process over stdio: nothing but JSON-RPC on stdout, and the process ends when it is told to.
 */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client as ClientV2 } from '@modelcontextprotocol/client'
import { StdioClientTransport as TransportV2 } from '@modelcontextprotocol/client/stdio'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, describe, expect, test } from 'vitest'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { OUTAGES, takeStep } from './outages.ts'
import { asCaller, FIELDS, type Caller } from '../../../testkit/mcp/shop.ts'
import { Program } from '../../../testkit/processes/program.ts'

const script = (name: string): string => fileURLToPath(new URL(`./servers/${name}.ts`, import.meta.url))
const SERVERS = ['stdio-v1', 'stdio-v2']
const INITIALIZE = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'raw', version: '1' },
}

// The tests wait for processes and for time to pass, so they run concurrently. Each has a platform of its own.
const platforms: FakePlatform[] = []
afterAll(() => Promise.all(platforms.map((platform) => platform.stop())))

async function openPlatform(): Promise<FakePlatform> {
  const platform = await FakePlatform.start()
  platforms.push(platform)
  return platform
}

const CLIENTS: [
  string,
  (command: { command: string; args: string[]; env: Record<string, string> }) => Promise<Caller>,
][] = [
  [
    'v1 client',
    async (command) => {
      const client = new ClientV1({ name: 'test-client', version: '2.0.0' })
      await client.connect(new TransportV1(command))
      return asCaller(client)
    },
  ],
  [
    'v2 client, 2026-07-28 where offered',
    async (command) => {
      const client = new ClientV2(
        { name: 'test-client', version: '2.0.0' },
        { versionNegotiation: { mode: 'auto' } },
      )
      await client.connect(new TransportV2(command))
      return asCaller(client)
    },
  ],
]

describe.concurrent.each(SERVERS)('%s', (name) => {
  test.each(CLIENTS)(
    'R3.2 %s: the failing call of this process is attached, without an id',
    async (_name, connect) => {
      const platform = await openPlatform()
      const caller = await connect({
        command: process.execPath,
        args: [script(name)],
        env: { MCP_OBS_DSN: platform.dsn },
      })
      await caller.call('refund_order', { query: '7' })
      expect(await caller.report()).toMatchObject({ outcome: 'recorded', context_attached: true })
      expect(platform.posts[0]?.body.context).toMatchObject({
        correlation: 'process',
        transport: 'stdio',
        incident: { tool: 'refund_order', error: { name: 'UpstreamError' } },
      })
      expect(await caller.report()).toMatchObject({ outcome: 'already_recorded' })
      await caller.close()
    },
  )

  test('stdout carries JSON-RPC alone, whatever goes wrong', async () => {
    const platform = await openPlatform()
    platform.onPost = (request) => void request.socket.destroy()
    const child = start(name, platform.dsn)
    const { answers, ask } = talk(child)
    await ask('initialize', INITIALIZE)
    await ask('tools/list', {})
    await ask('tools/call', { name: 'refund_order', arguments: { query: '7' } })
    await ask('tools/call', { name: 'get_support_tool', arguments: FIELDS })
    child.stdin.end()
    await child.exited()
    expect(answers.map(({ jsonrpc, id }) => ({ jsonrpc, id }))).toEqual(
      [1, 2, 3, 4].map((id) => ({ jsonrpc: '2.0', id })),
    )
    expect(answers[3]?.result?.structuredContent).toMatchObject({ outcome: 'failed' })
  })

  test('R3.4 in every outage at once stdout carries JSON-RPC alone, stderr whole lines, and SIGTERM ends it', async ({
    expect,
  }) => {
    const platform = await openPlatform()
    // Not those that hide the tool, because the other calls share the process, and not those where nobody listens.
    const outages = OUTAGES.filter(({ steps, after }) => after !== null && steps[0]?.do !== 'refuse')
    const left = new Map(outages.map(({ name: outage, steps }) => [outage, [...steps]]))
    platform.onPost = (request, response, body) => {
      const steps = left.get((JSON.parse(body) as { title: string }).title) ?? []
      takeStep(steps.length > 1 ? steps.shift()! : steps[0]!, platform, request, response, body)
      return true
    }
    const child = start(name, platform.dsn)
    const errors: string[] = []
    createInterface(child.stderr).on('line', (line) => errors.push(line))
    const { answers, ask, tell } = talk(child)
    await ask('initialize', INITIALIZE)
    for (const { name: title } of outages)
      tell('tools/call', { name: 'get_support_tool', arguments: { ...FIELDS, title } })
    await expect.poll(() => answers.length, { timeout: 40_000 }).toBe(outages.length + 1)

    const results = new Map(answers.map(({ id, result }) => [id, result?.structuredContent]))
    for (const [index, { out }] of outages.entries()) expect(results.get(index + 2)).toMatchObject(out)
    expect(errors.filter((line) => !/^mcp-obs: a ticket was not confirmed: [a-z-]+$/.test(line))).toEqual([])

    // One more request is running, and nobody answers it.
    const posts = platform.posts.length
    platform.onPost = () => true
    tell('tools/call', { name: 'get_support_tool', arguments: { ...FIELDS, title: 'the last one' } })
    await expect.poll(() => platform.posts.length).toBe(posts + 1)
    const from = performance.now()
    child.signal('SIGTERM')
    await child.exited()
    expect(performance.now() - from).toBeLessThan(1_900)
  })

  test('a DSN that cannot be read costs one line on stderr', async () => {
    const child = start(name, 'https://nobody@acme.test')
    const errors: string[] = []
    createInterface(child.stderr).on('line', (line) => errors.push(line))
    const { ask } = talk(child)
    await ask('initialize', INITIALIZE)
    child.stdin.end()
    await child.exited()
    expect(errors).toEqual(['mcp-obs: support is off: the key of MCP_OBS_DSN is not valid'])
  })

  test('the process ends at once on SIGTERM, though a ticket is on its way', async ({ expect }) => {
    const platform = await openPlatform()
    platform.onPost = () => true
    const child = start(name, platform.dsn)
    const { ask, tell } = talk(child)
    await ask('initialize', INITIALIZE)
    tell('tools/call', { name: 'get_support_tool', arguments: FIELDS })
    await expect.poll(() => platform.posts.length).toBe(1)
    const from = performance.now()
    child.signal('SIGTERM')
    await child.exited()
    expect(performance.now() - from).toBeLessThan(1_900)
  })

  test('the process ends at once when stdin closes: no timer holds it', async () => {
    const platform = await openPlatform()
    const child = start(name, platform.dsn)
    const { ask } = talk(child)
    await ask('initialize', INITIALIZE)
    const from = performance.now()
    child.stdin.end()
    await child.exited()
    expect(performance.now() - from).toBeLessThan(1_900)
  })
})

function start(name: string, dsn: string): Program {
  return new Program(script(name), { env: { MCP_OBS_DSN: dsn }, hasInput: true })
}

interface Answer {
  jsonrpc: string
  id: number
  result?: { structuredContent?: object }
}

/** Writes and reads JSON-RPC without a client, so that every byte of stdout is checked. */
function talk(child: Program): {
  answers: Answer[]
  ask: (method: string, params: object) => Promise<void>
  tell: (method: string, params: object) => void
} {
  const answers: Answer[] = []
  const lines = createInterface(child.stdout)
  lines.on('line', (line) => answers.push(JSON.parse(line) as Answer))
  let id = 0
  const tell = (method: string, params: object): void =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params })}\n`)
  return {
    answers,
    tell,
    async ask(method, params) {
      const answered = once(lines, 'line')
      tell(method, params)
      await answered
    },
  }
}
