/*
 * Replays sdk/contract/hints.json: only a client that has got the tool is told to call it.
 */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { createMcpHandler, InMemoryTransport, Server } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMcpObs, type McpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'

interface HintCase {
  name: string
  connection: 'session' | 'stateless'
  listed:
    | 'this-connection'
    | 'this-connection-without'
    | 'other-connection'
    | 'other-connection-without'
    | 'other-tool-name'
    | 'other-dsn'
    | 'nowhere'
  hint: boolean
}

const platforms: FakePlatform[] = []
beforeEach(async () => {
  for (let i = 0; i < 2; i++) platforms.push(await FakePlatform.start())
})
afterEach(() => Promise.all(platforms.splice(0).map((platform) => platform.stop())))

const info = { name: 'shop', version: '3.1.0' }

/** `listsAll` is false for a server whose list has one more page, which the client does not ask for. */
async function build(obs: McpObs, listsAll: boolean): Promise<Server> {
  const server = new Server(info, { capabilities: { tools: {} } })
  server.setRequestHandler('tools/list', () => ({
    tools: [{ name: 'search_orders', inputSchema: { type: 'object' } }],
    ...(!listsAll && { nextCursor: 'more' }),
  }))
  server.setRequestHandler('tools/call', () => ({
    isError: true,
    content: [{ type: 'text', text: 'upstream 500' }],
  }))
  await obs.attach(server)
  return server
}

type Open = (obs: McpObs, listsAll: boolean) => Promise<Client>

const OPEN: Record<HintCase['connection'], Open> = {
  async session(obs, listsAll) {
    const [near, far] = InMemoryTransport.createLinkedPair()
    const server = await build(obs, listsAll)
    await server.connect(far)
    const client = new Client(info)
    await client.connect(near)
    return client
  },
  async stateless(obs, listsAll) {
    const handler = createMcpHandler(() => build(obs, listsAll))
    const client = new Client(info)
    const transport = new StreamableHTTPClientTransport(new URL('http://shop.test/mcp'), {
      fetch: (url, init) => handler.fetch(new Request(url, init)),
    })
    await client.connect(transport)
    return client
  },
}

test.each(fixture<HintCase[]>('hints'))('R3.2 $name', async ({ connection, listed, hint }) => {
  const [platform, other] = platforms as [FakePlatform, FakePlatform]
  const create = (dsn = platform.dsn, name?: string): McpObs =>
    createMcpObs({ dsn, logger: collectLog().logger, ...(name !== undefined && { supportTool: { name } }) })
  const open = OPEN[connection]
  const obs = create()
  const client = await open(obs, !listed.endsWith('-without'))
  const listing: Record<HintCase['listed'], () => Promise<Client> | Client | undefined> = {
    'this-connection': () => client,
    'this-connection-without': () => client,
    'other-connection': () => open(obs, true),
    'other-connection-without': () => open(obs, false),
    'other-tool-name': () => open(create(platform.dsn, 'contact_acme'), true),
    'other-dsn': () => open(create(other.dsn), true),
    nowhere: () => undefined,
  }
  const lister = await listing[listed]()
  await lister?.request({ method: 'tools/list' })
  const { content } = await client.callTool({ name: 'search_orders' })
  expect(content).toHaveLength(hint ? 2 : 1)
})
