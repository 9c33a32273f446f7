/*
 * The official TypeScript clients of both generations at Python servers of each kind, on stdio and over HTTP, in the newest
 * revision that both sides speak: from a failing call to a ticket that has it. Not part of `npm test`, because it installs
 * the frameworks from the package registry first.
 *
 *   npm run sdk:python-clients [part of a name]
 */
import '../../../../testkit/http/resolve-localhost.ts'
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { type Check, runChecks } from '../../../../testkit/checks/run-checks.ts'
import type { McpClient } from '../../../../testkit/mcp/mcp-client.ts'
import { type Generation, v1Client, v2Client } from '../../../../testkit/mcp/official-clients.ts'
import { installPython } from '../../../../testkit/packages/install-python.ts'
import { Platform } from '../../../../testkit/platform/platform.ts'
import { freePort } from '../../../../testkit/processes/free-port.ts'
import { Program } from '../../../../testkit/processes/program.ts'
import { untilItAnswers } from '../../../../testkit/processes/until-it-answers.ts'
import { Staff } from '../../../../testkit/staff/staff.ts'

const SHOP = fileURLToPath(new URL('shop.py', import.meta.url))
const FIELDS = { title: 'Search fails', description: 'I searched for a lamp.', category: 'Bug Report' }
const LEGACY = '2025-11-25'
const MODERN = '2026-07-28'

/** The newest revision that each framework speaks. */
const SERVERS: [requirement: string, kind: string, revision: string][] = [
  ['mcp==1.30.*', 'official', LEGACY],
  ['mcp==1.30.*', 'low-level', LEGACY],
  ['mcp==2.3.*', 'official', MODERN],
  ['mcp==2.3.*', 'low-level', MODERN],
  ['fastmcp==2.14.*', 'fastmcp', LEGACY],
  ['fastmcp==3.4.*', 'fastmcp', LEGACY],
  ['fastmcp==4.2.*', 'fastmcp', MODERN],
]
const CLIENTS: [client: Generation, newest: string][] = [
  [v1Client, LEGACY],
  [v2Client, MODERN],
]
const TRANSPORTS = ['stdio', 'http', 'stateless']

interface Way {
  requirement: string
  kind: string
  transport: string
  client: Generation
  /** The newest revision that both sides speak. */
  revision: string
}

const ways = SERVERS.flatMap(([requirement, kind, speaks]) =>
  CLIENTS.flatMap(([client, newest]) =>
    TRANSPORTS.map((transport): Way => {
      const revision = speaks === MODERN && newest === MODERN ? MODERN : LEGACY
      return { requirement, kind, transport, client, revision }
    }),
  ),
)
const checks = ways
  .map((way): Check => ({ name: nameOf(way), run: () => check(way) }))
  .filter(({ name }) => name.includes(process.argv[2] ?? ''))

// First of all, because the time of a check is short.
for (const [requirement] of SERVERS) await installPython(requirement)

const platform = await Platform.start()
const staff = await Staff.signUp(platform.origin)
let servers = 0
await runChecks(checks)
await platform.end()

function nameOf({ requirement, kind, transport, client, revision }: Way): string {
  return `${client.name} at ${requirement} (${kind}), ${transport}, ${revision}: from a failing call to its ticket`
}

async function check(way: Way): Promise<void> {
  const { transport, kind, client } = way
  const { dsn } = await staff.addServer(`shop-${++servers}`)
  const command = await installPython(way.requirement)
  const env = { MCP_OBS_DSN: dsn }
  if (transport === 'stdio') {
    const { PATH = '' } = process.env
    const args = [SHOP, kind, transport]
    return raiseTicket(way, await client.overStdio({ command, args, cwd: '.', env: { PATH, ...env } }))
  }
  const url = `http://127.0.0.1:${await freePort()}/mcp`
  const server = new Program(SHOP, { command, args: [kind, transport, new URL(url).port], env })
  try {
    await untilItAnswers(url, server)
    await raiseTicket(way, await client.overHttp(url))
  } finally {
    await server.stop()
  }
}

/** A user calls tools, one fails, and the ticket that they open has the failing call. */
async function raiseTicket({ transport, revision }: Way, client: McpClient): Promise<void> {
  try {
    const names = await listWithOurs(client)
    assert.deepEqual(names.slice(-2), ['get_support_tool', 'get_support_status'])
    assert.match(JSON.stringify(await client.call('get_order', { order: 1042 })), /order 1042/)
    const failure = await failingCall(client)
    const [incident_id] = /inc_[0-9a-z]{16}/.exec(failure) ?? []
    assert.ok(incident_id !== undefined, `the failing result has a hint: ${failure}`)
    const answer = await client.report({ ...FIELDS, incident_id })
    assert.partialDeepStrictEqual(answer, { outcome: 'recorded', context_attached: true })
    const { reference, receipt } = answer
    const status = await client.call('get_support_status', { reference, receipt })
    assert.partialDeepStrictEqual(status.structuredContent, { outcome: 'found' })

    const { context } = await staff.readTicket(reference ?? '')
    assert.partialDeepStrictEqual(context, {
      correlation: 'incident-id',
      transport: transport === 'stdio' ? 'stdio' : 'streamable-http',
      client: { protocolVersion: revision },
      server: { name: 'shop-orders' },
      incident: { tool: 'search_orders', arguments: { query: 'lamp', api_key: '⟦redacted:key⟧' } },
    })
    const error = context?.incident?.error
    assert.equal(error?.name, 'UpstreamError')
    assert.match(error?.stack ?? '', /in search_orders/)
  } finally {
    await client.close()
  }
}

/** A new process on a busy machine may need more than one list. */
async function listWithOurs(client: McpClient): Promise<string[]> {
  for (;;) {
    const names = await client.toolNames()
    if (names.includes('get_support_tool')) return names
  }
}

/** What the client is told: a result, or an error of JSON-RPC from a low-level server of `mcp` 2. */
async function failingCall(client: McpClient): Promise<string> {
  try {
    const result = await client.call('search_orders', { query: 'lamp', api_key: 'k3y-of-ana' })
    assert.equal(result.isError, true)
    return JSON.stringify(result.content)
  } catch (error) {
    return JSON.stringify((error as { data?: unknown }).data)
  }
}
