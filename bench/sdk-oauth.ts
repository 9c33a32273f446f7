/*
 * What checking an access token adds to a tool call over HTTP, with the keys at hand, interleaved with the same server
 * without the check.
 *
 *   npm run bench -- sdk-oauth
 */
import { once } from 'node:events'
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { protectResource, type ProtectedMcpObs } from '@mcp-obs/server/oauth'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createMcpHandler, McpServer as McpServerV2 } from '@modelcontextprotocol/server'
import { Issuer, RESOURCE } from '#testkit/platform/issuer.ts'
import { median, quantile, verdict } from './measure.ts'

const ROUNDS = 40
const CALLS = 50
const CHECKS = 5_000
const TARGET_US = 1_000

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>
type Call = () => Promise<void>

const succeed = () => Promise.resolve({ content: [{ type: 'text' as const, text: 'order 1042' }] })

const serveV1: Serve = async (incoming, response) => {
  const server = new McpServerV1({ name: 'shop', version: '1.0.0' })
  server.registerTool('get_order', {}, succeed)
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined })
  await server.connect(transport)
  await transport.handleRequest(incoming, response)
}

const serveV2: Serve = toNodeHandler(
  createMcpHandler(() => {
    const server = new McpServerV2({ name: 'shop', version: '1.0.0' })
    server.registerTool('get_order', {}, succeed)
    return server
  }),
)

const BODY = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_order' } })

/** Both ways the token is sent, so that the check alone is the difference. */
async function open(serve: Serve, obs: ProtectedMcpObs | undefined, token: string): Promise<Call> {
  const check = obs?.requireToken()
  const server = createServer((incoming, response) => {
    if (check) void check(incoming, response, () => void serve(incoming, response))
    else void serve(incoming, response)
  })
  await once(server.listen(0, '127.0.0.1').unref(), 'listening')
  const { port } = server.address() as AddressInfo
  const options = {
    agent: new Agent({ keepAlive: true }),
    host: '127.0.0.1',
    port,
    path: '/mcp',
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'content-length': BODY.length,
      'mcp-protocol-version': '2025-11-25',
      authorization: `Bearer ${token}`,
    },
  }
  return async () => {
    const sent = request(options)
    sent.end(BODY)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    let answer = ''
    for await (const chunk of response.setEncoding('utf8')) answer += String(chunk)
    if (!answer.includes('order 1042')) throw new Error(`status ${response.statusCode}: ${answer}`)
  }
}

/** Microseconds of each call, one after the other. */
async function measure(call: Call): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < CALLS; i++) {
    const start = performance.now()
    await call()
    times.push((performance.now() - start) * 1_000)
  }
  return times
}

const issuer = await Issuer.start()
const obs = protectResource({ dsn: issuer.platform.dsn, resource: RESOURCE })
const token = await issuer.sign()

const checks: number[] = []
for (let i = 0; i < CHECKS; i++) {
  const start = performance.now()
  await obs.verifyAccessToken(token)
  checks.push((performance.now() - start) * 1_000)
}
process.stdout.write(
  `verifyAccessToken alone, µs: median ${median(checks).toFixed(0)}, p99 ${quantile(checks, 0.99).toFixed(0)}\n`,
)

for (const [sdk, serve] of [
  ['v1', serveV1],
  ['v2', serveV2],
] as const) {
  const calls = { without: await open(serve, undefined, token), with: await open(serve, obs, token) }
  const times = { without: [] as number[], with: [] as number[] }
  for (const call of Object.values(calls)) await measure(call)
  for (let round = 0; round < ROUNDS; round++) {
    // Each round the other one goes first, so that warming up and garbage collection favour neither.
    const order = round % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const)
    for (const which of order) times[which].push(...(await measure(calls[which])))
  }
  const [without, checked] = [median(times.without), median(times.with)]
  process.stdout.write(`${sdk}: median ${without.toFixed(0)} µs without, ${checked.toFixed(0)} µs with\n`)
  verdict(`${sdk}: token check added to a tool call, median µs`, checked - without, '<=', TARGET_US)
}
verdict('times the keys were fetched', issuer.fetches, '<=', 1)
await issuer.stop()
process.exit()
