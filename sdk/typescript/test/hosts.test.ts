/*
 * Everything else that a host may have on a server stays as it was.
 */
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { Client as ClientV2 } from '@modelcontextprotocol/client'
import { InMemoryTransport as InMemoryV2, McpServer as McpServerV2 } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/v4'
import { createMcpObs, type McpObs } from '../src/index.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import {
  asCaller,
  GENERATIONS,
  listNames,
  openShop,
  registerTools,
  type Generation,
  type Shop,
} from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

/** The parts of both generations' servers and clients that these tests use. */
interface AnyServer {
  registerTool(name: string, config: object, handler: (...args: never[]) => unknown): unknown
  registerResource(name: string, uri: string, config: object, read: () => unknown): unknown
  registerPrompt(name: string, config: object, handler: () => unknown): unknown
}
interface AnyClient {
  listTools(): Promise<unknown>
  callTool(params: object): Promise<unknown>
  listResources(): Promise<unknown>
  readResource(params: object): Promise<unknown>
  listPrompts(): Promise<unknown>
  getPrompt(params: object): Promise<unknown>
  getServerCapabilities(): unknown
  getServerVersion(): unknown
  getInstructions(): unknown
}

/** Registers many features, with answers of every kind. */
function addTools(shop: Shop): void {
  const server = shop as unknown as AnyServer
  server.registerTool(
    'weigh',
    {
      title: 'Weigh',
      description: 'Weighs an order',
      inputSchema: z.object({ id: z.string().min(1).describe('Its number') }),
      outputSchema: z.object({ grams: z.number() }),
      annotations: { readOnlyHint: true },
      _meta: { 'shop.example/x': [1] },
    },
    ({ id }: { id: string }) => ({
      structuredContent: { grams: id.length },
      content: [
        { type: 'text', text: 'é 😀 \u2028', annotations: { priority: 0.5 } },
        { type: 'image', data: 'AAAA', mimeType: 'image/png' },
        { type: 'resource_link', uri: 'shop://orders/1', name: 'Order 1' },
      ],
      _meta: { 'shop.example/y': null },
    }),
  )
  server.registerTool('lie', { outputSchema: z.object({ grams: z.number() }) }, () => ({
    structuredContent: { grams: 'heavy' },
    content: [],
  }))
  server.registerTool('empty', {}, () => ({ content: [] }))
  server.registerResource('orders', 'shop://orders', { mimeType: 'text/plain' }, () => ({
    contents: [{ uri: 'shop://orders', text: 'order 1042' }],
  }))
  server.registerPrompt('greet', { description: 'Greets' }, () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'Hello' } }],
  }))
}

const info = { name: 'shop', version: '3.1.0' }
const options = { instructions: 'Be kind.' }

/** Everything a client sees, as text. */
async function look(generation: Generation, obs: McpObs | undefined): Promise<string[]> {
  const v1 = generation.name === 'v1'
  const shop = v1 ? new McpServerV1(info, options) : new McpServerV2(info, options)
  await obs?.attach(shop)
  addTools(shop)
  const client = v1 ? new ClientV1(info) : new ClientV2(info)
  const [near, far] = v1 ? InMemoryV1.createLinkedPair() : InMemoryV2.createLinkedPair()
  await (shop as McpServerV1).connect(far)
  await (client as ClientV1).connect(near)
  const any = client as unknown as AnyClient
  const failed = (error: Error): string => `${error.name}: ${error.message}`
  const seen = [
    any.getServerVersion(),
    any.getInstructions(),
    await any.listResources(),
    await any.readResource({ uri: 'shop://orders' }),
    await any.readResource({ uri: 'shop://nowhere' }).catch(failed),
    await any.listPrompts(),
    await any.getPrompt({ name: 'greet' }),
    await any.callTool({ name: 'weigh', arguments: { id: '1042' } }),
    await any.callTool({ name: 'weigh', arguments: { id: '' } }).catch(failed),
    await any.callTool({ name: 'empty' }),
    await any.callTool({ name: 'nowhere' }).catch(failed),
    ((await any.listTools()) as { tools: { name: string }[] }).tools.filter(
      ({ name }) => !name.startsWith('get_support'),
    ),
  ]
  await client.close()
  return seen.map((one) => JSON.stringify(one))
}

class SpecialV1 extends McpServerV1 {
  readonly special = true
}
class SpecialV2 extends McpServerV2 {
  readonly special = true
}

describe.each(GENERATIONS)('on $name', (generation) => {
  test('R3.1 tools, output schemas, resources, prompts and errors are what they are without the SDK', async () => {
    const worn = await look(generation, createMcpObs({ dsn: platform.dsn }))
    expect(worn).toEqual(await look(generation, undefined))
    expect(worn.join('')).toContain('"grams":4')
  })

  test('R3.2 a result that breaks the tool’s own output schema is the server’s fault, and reported', async () => {
    const shop = generation.createShop()
    await createMcpObs({ dsn: platform.dsn }).attach(shop)
    addTools(shop)
    const caller = await generation.connect(shop)
    await caller.call('lie').catch(() => undefined)
    expect(await caller.report()).toMatchObject({ context_attached: true })
    expect(platform.posts[0]?.body.context?.incident?.tool).toBe('lie')
  })

  test('R3.1 a subclass is a server like any other', async () => {
    const shop = generation.name === 'v1' ? new SpecialV1(info) : new SpecialV2(info)
    await createMcpObs({ dsn: platform.dsn }).attach(shop)
    registerTools(shop)
    const caller = await generation.connect(shop)
    expect(await listNames(caller)).toContain('get_support_tool')
    await caller.call('refund_order', { query: '7' })
    expect(await caller.report()).toMatchObject({ context_attached: true })
  })

  test('R3.1 two servers in one process report to their own desks', async () => {
    const other = await FakePlatform.start()
    other.config.supportTool.title = 'Contact the other one'
    const ours = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    const theirs = await openShop(generation, createMcpObs({ dsn: other.dsn }))
    expect((await ours.listTools()).at(-2)?.title).toBe('Contact Acme support')
    expect((await theirs.listTools()).at(-2)?.title).toBe('Contact the other one')
    await ours.call('search_orders', { query: 'ours' })
    await theirs.call('refund_order', { query: 'theirs' })
    await Promise.all([ours.report(), theirs.report()])
    expect(platform.posts.map(({ body }) => body.context?.incident?.tool)).toEqual(['search_orders'])
    expect(other.posts.map(({ body }) => body.context?.incident?.tool)).toEqual(['refund_order'])
    await other.stop()
  })

  test('R3.2 of 100 users at once, each has their own call attached', async () => {
    const obs = createMcpObs({ dsn: platform.dsn })
    const users = Array.from({ length: 100 }, (_, user) => `user ${user}.`)
    const callers = await Promise.all(users.map(() => openShop(generation, obs)))
    await Promise.all(
      callers.map(async (caller, index) => {
        await caller.call('list_orders', { query: users[index] })
        const failed = await caller.call('search_orders', { query: users[index] })
        // Every second one is found by the id in the result, the others by their connection.
        const id = /"(inc_.{16})"/.exec(failed.content.at(-1)?.text ?? '')?.[1]
        return caller.report({ title: users[index], ...(index % 2 === 0 && { incident_id: id }) })
      }),
    )
    expect(platform.posts).toHaveLength(100)
    for (const { body } of platform.posts)
      expect(body.context).toMatchObject({
        incident: { tool: 'search_orders', arguments: { query: body.title } },
        trail: [{ tool: 'list_orders' }],
      })
  })
})

test('a server and the low-level one inside it are the same server', async () => {
  const shop = new McpServerV1(info)
  const obs = createMcpObs({ dsn: platform.dsn })
  await Promise.all([obs.attach(shop), obs.attach(shop.server)])
  registerTools(shop)
  const [near, far] = InMemoryV1.createLinkedPair()
  await shop.connect(far)
  const client = new ClientV1(info)
  await client.connect(near)
  const caller = asCaller(client)
  expect((await listNames(caller)).filter((name) => name === 'get_support_tool')).toHaveLength(1)
  expect((await caller.call('search_orders', { query: '1' })).content).toHaveLength(2)
})
