/*
 * SSE, the transport before Streamable HTTP. Older servers still use it.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMcpObs, type McpObs } from '../src/index.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { asCaller, registerTools, type Caller } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
let server: Server
let callers: Caller[]
beforeEach(async () => {
  platform = await FakePlatform.start()
  callers = []
})
afterEach(async () => {
  await Promise.all(callers.map((caller) => caller.close()))
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await platform.stop()
})

async function serve(obs: McpObs): Promise<string> {
  // oxlint-disable-next-line typescript/no-deprecated -- servers of that age are still in use
  const sessions = new Map<string, SSEServerTransport>()
  server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop.test')
    if (pathname === '/messages')
      return sessions.get(searchParams.get('sessionId') ?? '')?.handlePostMessage(request, response)
    // oxlint-disable-next-line typescript/no-deprecated -- as above
    const transport = new SSEServerTransport('/messages', response)
    sessions.set(transport.sessionId, transport)
    const shop = new McpServer({ name: 'shop', version: '3.1.0' })
    await obs.attach(shop)
    registerTools(shop)
    await shop.connect(transport)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/sse`
}

async function connect(url: string): Promise<Caller> {
  const client = new Client({ name: 'test-client', version: '2.0.0' })
  // oxlint-disable-next-line typescript/no-deprecated -- as above
  await client.connect(new SSEClientTransport(new URL(url)))
  const caller = asCaller(client)
  callers.push(caller)
  return caller
}

test('R3.1 R3.2 v1 over SSE: a session finds its own failing call, and nobody else’s', async () => {
  const url = await serve(createMcpObs({ dsn: platform.dsn }))
  const [ana, ben] = [await connect(url), await connect(url)]
  await ana.call('refund_order', { query: '7' })
  expect(await ben.report({ title: 'of ben' })).toMatchObject({ context_attached: false })
  expect(await ana.report()).toMatchObject({ outcome: 'recorded', context_attached: true })
  expect(platform.posts.map(({ body }) => body.context)).toMatchObject([
    { correlation: 'none', transport: 'sse' },
    {
      correlation: 'session',
      transport: 'sse',
      client: { name: 'test-client' },
      incident: { tool: 'refund_order', error: { name: 'UpstreamError' } },
    },
  ])
})
