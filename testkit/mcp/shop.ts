/*
 * One small server, made with v1 and with v2 of the official SDK, and clients for it.
 */
import type { McpObs } from '@mcp-obs/server'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { Client as ClientV2 } from '@modelcontextprotocol/client'
import { InMemoryTransport as InMemoryV2, McpServer as McpServerV2 } from '@modelcontextprotocol/server'
import * as z from 'zod/v4'
import {
  McpClient,
  type OfficialClient,
  type SupportResult,
  type ToolEntry,
  type ToolResult,
} from './mcp-client.ts'

class UpstreamError extends Error {
  override name = 'UpstreamError'
  code = -32_603
}

export type Shop = McpServerV1 | McpServerV2

interface Registrar {
  registerTool(name: string, config: object, handler: (args: { query: string }) => Promise<object>): unknown
}

const input = { query: z.string(), apiKey: z.string().optional() }

/** Tools that succeed, answer an error, and throw. */
export function registerTools(shop: Shop, prefix = ''): void {
  // The overloads of v1 and v2 differ, but both accept these tools.
  const registrar = shop as unknown as Registrar
  const register: Registrar['registerTool'] = (name, config, handler) =>
    registrar.registerTool(prefix + name, config, handler)
  register('list_orders', { inputSchema: input }, () =>
    Promise.resolve({ content: [{ type: 'text', text: 'order 1042' }] }),
  )
  register('search_orders', { inputSchema: input }, () =>
    Promise.resolve({
      isError: true,
      content: [{ type: 'text', text: 'upstream 500, sent Bearer abc.DEF-123' }],
    }),
  )
  register('refund_order', { inputSchema: input }, ({ query }) =>
    Promise.reject(new UpstreamError(`refund of ${query} refused`, { cause: new Error('socket closed') })),
  )
}

export interface Caller {
  listTools(): Promise<ToolEntry[]>
  call(name: string, args?: Record<string, unknown>): Promise<ToolResult>
  /** Calls the support tool with valid arguments and returns what it answered. */
  report(args?: Record<string, unknown>): Promise<SupportResult & { isError: boolean }>
  onListChanged(listener: () => void): void
  close(): Promise<void>
}

export const FIELDS = {
  title: 'Order search fails',
  description: 'I searched for order 1042 twice.',
  category: 'Bug Report',
}

export function asCaller(client: ClientV1 | ClientV2): Caller {
  const mcp = new McpClient(client as unknown as OfficialClient)
  return {
    listTools: () => mcp.listTools(),
    call: (name, args) => mcp.call(name, args),
    async report(args = {}) {
      const fields = { ...FIELDS, ...args }
      const { structuredContent, content, isError } = await mcp.call('get_support_tool', fields)
      if (JSON.stringify(structuredContent) !== JSON.stringify(JSON.parse(content[0]?.text ?? '')))
        throw new Error('the text differs from the structured content')
      return { ...(structuredContent as SupportResult), isError: isError === true }
    },
    onListChanged(listener) {
      if (client instanceof ClientV2)
        client.setNotificationHandler('notifications/tools/list_changed', listener)
      else
        client.fallbackNotificationHandler = ({ method }) =>
          Promise.resolve(method.endsWith('list_changed') ? listener() : undefined)
    },
    close: () => mcp.close(),
  }
}

export interface Generation {
  name: 'v1' | 'v2'
  createShop(): Shop
  connect(shop: Shop): Promise<Caller>
}

export const GENERATIONS: Generation[] = [
  {
    name: 'v1',
    createShop: () => new McpServerV1({ name: 'shop', version: '3.1.0' }),
    async connect(shop) {
      const [near, far] = InMemoryV1.createLinkedPair()
      const client = new ClientV1(
        { name: 'test-client', version: '2.0.0' },
        { capabilities: { roots: { listChanged: true }, elicitation: { form: {} } } },
      )
      await (shop as McpServerV1).connect(far)
      await client.connect(near)
      return asCaller(client)
    },
  },
  {
    name: 'v2',
    createShop: () => new McpServerV2({ name: 'shop', version: '3.1.0' }),
    async connect(shop) {
      const [near, far] = InMemoryV2.createLinkedPair()
      const client = new ClientV2(
        { name: 'test-client', version: '2.0.0' },
        { capabilities: { roots: { listChanged: true }, elicitation: { form: {} } } },
      )
      await (shop as McpServerV2).connect(far)
      await client.connect(near)
      return asCaller(client)
    },
  },
]

/** A shop with the SDK on, and a client in memory that has listed its tools. */
export async function openShop(generation: Generation, obs: McpObs): Promise<Caller> {
  const shop = generation.createShop()
  await obs.attach(shop)
  registerTools(shop)
  const caller = await generation.connect(shop)
  await caller.listTools()
  return caller
}

export async function listNames(caller: Caller): Promise<string[]> {
  return (await caller.listTools()).map(({ name }) => name)
}
