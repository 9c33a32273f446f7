import type { createMcpObs } from '@mcp-obs/server'
import { Client as ClientV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { InMemoryTransport as InMemoryV2, McpServer as McpServerV2 } from '@modelcontextprotocol/server'
import * as z from 'zod/v4'

/** Calls the tool `succeeding`, which works, or `failing`, whose handler throws. */
export type Call = (tool: string) => Promise<unknown>
/** A server in memory with the SDK attached, or without one, and a client of it. */
export type OpenShop = (obs?: ReturnType<typeof createMcpObs>) => Promise<Call>

const identity = { name: 'bench', version: '1.0.0' }
const input = { query: z.string() }
const succeed = () => Promise.resolve({ content: [{ type: 'text' as const, text: 'order 1042' }] })
const fail = () => Promise.reject(new Error('upstream 500'))

const openV1: OpenShop = async (obs) => {
  const server = new McpServerV1({ name: 'shop', version: '1.0.0' })
  await obs?.attach(server)
  server.registerTool('succeeding', { inputSchema: input }, succeed)
  server.registerTool('failing', { inputSchema: input }, fail)
  const [near, far] = InMemoryV1.createLinkedPair()
  const client = new ClientV1(identity)
  await server.connect(far)
  await client.connect(near)
  return (name) => client.callTool({ name, arguments: { query: '1042' } })
}

const openV2: OpenShop = async (obs) => {
  const server = new McpServerV2({ name: 'shop', version: '1.0.0' })
  await obs?.attach(server)
  server.registerTool('succeeding', { inputSchema: z.object(input) }, succeed)
  server.registerTool('failing', { inputSchema: z.object(input) }, fail)
  const [near, far] = InMemoryV2.createLinkedPair()
  const client = new ClientV2(identity)
  await server.connect(far)
  await client.connect(near)
  return (name) => client.callTool({ name, arguments: { query: '1042' } })
}

/** By generation of the official SDK. */
export const SHOPS: Record<'v1' | 'v2', OpenShop> = { v1: openV1, v2: openV2 }
