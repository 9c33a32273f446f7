/*
 * Low-level servers, whose handlers are the host's own. The tool is added to the lists that they send.
 */
import { Client as ClientV2, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { Server as ServerV1 } from '@modelcontextprotocol/sdk/server/index.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import {
  createMcpHandler,
  InMemoryTransport as InMemoryV2,
  Server as ServerV2,
} from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs, type McpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { asCaller, type Caller } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

const tool = (name: string): { name: string; inputSchema: { type: 'object' } } => ({
  name,
  inputSchema: { type: 'object' },
})
const info = { name: 'shop', version: '3.1.0' }
const capabilities = { tools: { listChanged: true } }
const failing = { isError: true, content: [{ type: 'text' as const, text: 'upstream 500' }] }

function createV1(names: string[]): ServerV1 {
  const server = new ServerV1(info, { capabilities })
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: names.map(tool) }))
  server.setRequestHandler(CallToolRequestSchema, () => failing)
  return server
}

function createV2(names: string[]): ServerV2 {
  const server = new ServerV2(info, { capabilities })
  server.setRequestHandler('tools/list', () => ({ tools: names.map(tool) }))
  server.setRequestHandler('tools/call', () => failing)
  return server
}

type Open = (obs: McpObs, names?: string[]) => Promise<Caller>

const CASES: [string, Open][] = [
  [
    'v1 in memory',
    async (obs, names = ['search_orders']) => {
      const [near, far] = InMemoryV1.createLinkedPair()
      const server = createV1(names)
      await obs.attach(server)
      await server.connect(far)
      const client = new ClientV1(info)
      await client.connect(near)
      return asCaller(client)
    },
  ],
  [
    'v2 in memory',
    async (obs, names = ['search_orders']) => {
      const [near, far] = InMemoryV2.createLinkedPair()
      const server = createV2(names)
      await obs.attach(server)
      await server.connect(far)
      const client = new ClientV2(info)
      await client.connect(near)
      return asCaller(client)
    },
  ],
  ...(['legacy', 'auto'] as const).map((mode): [string, Open] => [
    `v2 per request, ${mode}`,
    async (obs, names = ['search_orders']) => {
      const handler = createMcpHandler(async () => {
        const server = createV2(names)
        await obs.attach(server)
        return server
      })
      const client = new ClientV2(info, { versionNegotiation: { mode } })
      await client.connect(
        new StreamableHTTPClientTransport(new URL('http://shop.test/mcp'), {
          fetch: (url, init) => handler.fetch(new Request(url, init)),
        }),
      )
      return asCaller(client)
    },
  ]),
]

test.each([{}, { nextCursor: '' }])('of a list in pages, the last one brings the tools: %o', async (last) => {
  const server = new ServerV1(info, { capabilities })
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) =>
    params?.cursor === 'more' ? { tools: [tool('b')], ...last } : { tools: [tool('a')], nextCursor: 'more' },
  )
  await createMcpObs({ dsn: platform.dsn }).attach(server)
  const [near, far] = InMemoryV1.createLinkedPair()
  await server.connect(far)
  const client = new ClientV1(info)
  await client.connect(near)
  const names = async (params: { cursor?: string }): Promise<string[]> =>
    (await client.listTools(params)).tools.map(({ name }) => name)
  expect(await names({})).toEqual(['a'])
  expect(await names({ cursor: 'more' })).toEqual(['b', 'get_support_tool', 'get_support_status'])
})

describe.each(CASES)('%s', (_name, open) => {
  test('R3.1 the tool is listed as the contract says, and callable', async () => {
    const caller = await open(createMcpObs({ dsn: platform.dsn }))
    const tools = await caller.listTools()
    expect(tools.map(({ name }) => name)).toEqual(['search_orders', 'get_support_tool', 'get_support_status'])
    expect(tools[1]).toEqual(fixture('get-support-tool'))
    expect(tools[2]).toEqual(fixture('get-support-status'))

    const failed = await caller.call('search_orders', { query: '1042' })
    const incident_id = /"(inc_.{16})"/.exec(failed.content.at(-1)?.text ?? '')?.[1]
    expect(await caller.report({ incident_id })).toMatchObject({
      outcome: 'recorded',
      context_attached: true,
    })
    expect(platform.posts[0]?.body.context?.incident).toMatchObject({
      tool: 'search_orders',
      arguments: { query: '1042' },
    })
  })

  test('R2.3 switched off it is neither listed nor answered', async () => {
    platform.config.supportTool.enabled = false
    const caller = await open(createMcpObs({ dsn: platform.dsn }))
    expect((await caller.listTools()).map(({ name }) => name)).toEqual(['search_orders'])
    expect((await caller.call('get_support_tool')).content).toEqual(failing.content)
    expect(platform.posts).toEqual([])
  })

  test("the host's own get_support_status wins, the support tool stays", async () => {
    const { logger, warnings } = collectLog()
    const caller = await open(createMcpObs({ dsn: platform.dsn, logger }), ['get_support_status'])
    const tools = await caller.listTools()
    expect(tools.map(({ name, title }) => [name, title])).toEqual([
      ['get_support_status', undefined],
      ['get_support_tool', 'Contact Acme support'],
    ])
    const { content } = await caller.call('get_support_status')
    expect(content[0]).toEqual(failing.content[0])
    expect(warnings).toEqual([expect.stringContaining('Set statusTool.name to offer both')])
  })

  test("the host's own tool of that name wins", async () => {
    const { logger, warnings } = collectLog()
    const caller = await open(createMcpObs({ dsn: platform.dsn, logger }), ['get_support_tool'])
    expect(await caller.listTools()).toHaveLength(1)
    expect((await caller.call('get_support_tool')).content).toEqual(failing.content)
    expect(warnings).toHaveLength(1)
  })
})
