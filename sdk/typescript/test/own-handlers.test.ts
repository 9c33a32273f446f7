/*
 * Servers whose lists and calls are answered by handlers of the host, whenever these are set.
 */
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { Server as ServerV1 } from '@modelcontextprotocol/sdk/server/index.js'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { McpServer as McpServerV2, Server as ServerV2 } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs, type AttachableServer } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { asCaller, listNames, type Caller } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

const info = { name: 'shop', version: '3.1.0' }
const capabilities = { tools: { listChanged: true } }
const tool = (name: string): { name: string; inputSchema: { type: 'object' } } => ({
  name,
  inputSchema: { type: 'object' },
})
const failing = { isError: true, content: [{ type: 'text' as const, text: 'upstream 500' }] }

interface Kind {
  name: string
  create(): {
    attached: AttachableServer
    inner: ServerV1 | ServerV2
    connect(far: InMemoryV1): Promise<void>
  }
}

const high = (create: () => McpServerV1 | McpServerV2): ReturnType<Kind['create']> => {
  const server = create()
  return { attached: server, inner: server.server, connect: (far) => server.connect(far) }
}
const low = (server: ServerV1 | ServerV2, attached: AttachableServer): ReturnType<Kind['create']> => ({
  attached,
  inner: server,
  connect: (far) => server.connect(far),
})

const KINDS: Kind[] = [
  { name: 'McpServer of v1', create: () => high(() => new McpServerV1(info, { capabilities })) },
  { name: 'McpServer of v2', create: () => high(() => new McpServerV2(info, { capabilities })) },
  {
    name: 'McpServer of v1 by its inner Server',
    create: () => {
      const { server } = new McpServerV1(info, { capabilities })
      return low(server, server)
    },
  },
  {
    name: 'McpServer of v2 by its inner Server',
    create: () => {
      const { server } = new McpServerV2(info, { capabilities })
      return low(server, server)
    },
  },
  {
    name: 'Server of v1',
    create: () => {
      const server = new ServerV1(info, { capabilities })
      return low(server, server)
    },
  },
  {
    name: 'Server of v2',
    create: () => {
      const server = new ServerV2(info, { capabilities })
      return low(server, server)
    },
  },
]

function setHandlers(server: ServerV1 | ServerV2, name = 'search_orders'): void {
  if (server instanceof ServerV2) {
    server.setRequestHandler('tools/list', () => ({ tools: [tool(name)] }))
    server.setRequestHandler('tools/call', () => failing)
    return
  }
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [tool(name)] }))
  server.setRequestHandler(CallToolRequestSchema, () => failing)
}

async function meet(server: ReturnType<Kind['create']>): Promise<Caller> {
  const [near, far] = InMemoryV1.createLinkedPair()
  await server.connect(far)
  const client = new Client(info)
  await client.connect(near)
  return asCaller(client)
}

/** What a client sees of a server: its tools, the blocks of a failing result, and whether the failure is attached. */
async function look(caller: Caller, own = 'search_orders'): Promise<unknown[]> {
  const names = await listNames(caller)
  const { content } = await caller.call(own)
  const { outcome, context_attached } = await caller.report({ title: own })
  return [names, content.length, outcome, context_attached]
}

const served = (own = 'search_orders'): unknown[] => [
  [own, 'get_support_tool', 'get_support_status'],
  2,
  'recorded',
  true,
]

describe.each(KINDS)('$name', (kind) => {
  test.each(['before attach', 'after attach', 'after connect'])(
    'R3.1 handlers of the host, set %s, do not hide the tools',
    async (when) => {
      const { logger, warnings } = collectLog()
      const server = kind.create()
      if (when === 'before attach') setHandlers(server.inner)
      await createMcpObs({ dsn: platform.dsn, logger }).attach(server.attached)
      if (when === 'after attach') setHandlers(server.inner)
      const caller = await meet(server)
      if (when === 'after connect') setHandlers(server.inner)
      expect(await look(caller)).toEqual(served())
      expect(warnings).toEqual([])
    },
  )

  test('R3.1 handlers that are replaced later do not hide the tools either', async () => {
    const server = kind.create()
    setHandlers(server.inner)
    await createMcpObs({ dsn: platform.dsn }).attach(server.attached)
    const caller = await meet(server)
    expect(await look(caller)).toEqual(served())
    setHandlers(server.inner, 'find_orders')
    expect(await look(caller, 'find_orders')).toEqual(served('find_orders'))
  })

  test('a failing call has no hint before the client has got the tool', async () => {
    const server = kind.create()
    setHandlers(server.inner)
    await createMcpObs({ dsn: platform.dsn }).attach(server.attached)
    const caller = await meet(server)
    expect((await caller.call('search_orders')).content).toHaveLength(1)
    await listNames(caller)
    expect((await caller.call('search_orders')).content).toHaveLength(2)
  })
})

test.each(KINDS)('two of $name in one process do not know each other’s tools', async (kind) => {
  const { logger, warnings } = collectLog()
  const obs = createMcpObs({ dsn: platform.dsn, logger })
  const [first, second] = [kind.create(), kind.create()]
  setHandlers(first.inner, 'get_support_tool')
  setHandlers(second.inner)
  await obs.attach(first.attached)
  await obs.attach(second.attached)
  const [one, other] = [await meet(first), await meet(second)]
  expect(await listNames(one)).toEqual(['get_support_tool'])
  expect(await look(other)).toEqual(served())
  expect(await listNames(one)).toEqual(['get_support_tool'])
  expect((await one.call('get_support_tool')).content).toEqual(failing.content)
  expect(warnings).toEqual([expect.stringContaining('its own tool get_support_tool')])
})

test('servers that are built for one request each know each other’s tools by their name, if not by their URL', async () => {
  const { logger, warnings } = collectLog()
  const obs = createMcpObs({ dsn: platform.dsn, logger })
  /** As version 1.25 of the MCP SDK passes a request on. */
  const extra = { requestInfo: { headers: {} } }
  const ask = async (name: string, method: string, params: object, ...tools: string[]): Promise<unknown> => {
    const server = new ServerV1({ ...info, name }, { capabilities })
    setHandlers(server, ...tools)
    await obs.attach(server)
    const [near, far] = InMemoryV1.createLinkedPair()
    await server.connect(far)
    const answer = new Promise((resolve) => {
      Object.assign(near, { onmessage: resolve })
    })
    far.onmessage?.({ jsonrpc: '2.0', id: 1, method, params: { ...params } }, extra as never)
    const { result } = (await answer) as { result: { tools?: { name: string }[]; content?: unknown } }
    return result.tools?.map((one) => one.name) ?? result.content
  }
  expect(await ask('billing', 'tools/list', {}, 'get_support_tool')).toEqual(['get_support_tool'])
  expect(await ask('shop', 'tools/list', {})).toEqual(served()[0])
  const called = await ask('billing', 'tools/call', { name: 'get_support_tool' }, 'get_support_tool')
  expect(called).toEqual(failing.content)
  expect(warnings).toHaveLength(1)
})

test('a tool that the host no longer has does not hide ours for ever', async () => {
  const server = KINDS[0]!.create()
  await createMcpObs({ dsn: platform.dsn, logger: collectLog().logger }).attach(server.attached)
  const caller = await meet(server)
  setHandlers(server.inner, 'get_support_tool')
  expect(await listNames(caller)).toEqual(['get_support_tool'])
  setHandlers(server.inner)
  expect(await look(caller)).toEqual(served())
})

test('a server that does not declare tools is left as it is, and one line says so', async () => {
  const { logger, warnings } = collectLog()
  const obs = createMcpObs({ dsn: platform.dsn, logger })
  for (let i = 0; i < 2; i++) {
    const server = new ServerV1(info, { capabilities: { prompts: {} } })
    await obs.attach(server)
    const [near, far] = InMemoryV1.createLinkedPair()
    await server.connect(far)
    const client = new Client(info)
    await client.connect(near)
    expect(client.getServerCapabilities()).toEqual({ prompts: {} })
  }
  expect(warnings).toEqual([
    'clients do not get the support tool: the server does not declare the tools capability',
  ])
})
