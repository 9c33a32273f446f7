/*
 * The messages of JSON-RPC and MCP that pass through a transport, as far as they are read. No MCP SDK is imported.
 */
import type { AuthInfo } from './caller.ts'

export type RequestId = string | number

export interface Message {
  jsonrpc: '2.0'
  id?: RequestId
  method?: string
  params?: { name?: unknown; arguments?: unknown; _meta?: Record<string, unknown>; [key: string]: unknown }
  result?: { content?: unknown; isError?: unknown; [key: string]: unknown }
  error?: { code?: number; message: string; data?: unknown }
}

/** What a transport knows beside the message. The two MCP SDKs have different names for the HTTP request. */
export interface MessageExtra {
  authInfo?: AuthInfo
  request?: unknown
  requestInfo?: unknown
}

export interface Transport {
  start(): Promise<void>
  send(message: Message, options?: unknown): Promise<void>
  onmessage?: ((message: Message, extra?: MessageExtra) => void) | undefined
  onclose?: (() => void) | undefined
  sessionId?: string | undefined
}

/** Names in a request's own metadata, which names the client on every call since revision 2026-07-28. */
export const META = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
  relatedTask: 'io.modelcontextprotocol/related-task',
} as const

const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** The trace a call belongs to, if its metadata carries a valid W3C `traceparent`. */
export function readTrace(
  meta: Record<string, unknown> | undefined,
): { traceparent: string; traceId: string } | undefined {
  const traceparent = meta?.['traceparent']
  if (typeof traceparent !== 'string') return undefined
  const traceId = TRACEPARENT.exec(traceparent)?.[1]
  return traceId === undefined ? undefined : { traceparent, traceId }
}

/** A header of the HTTP request that a message came with, if it came with one. */
export function readHeader(extra: MessageExtra | undefined, name: string): string | undefined {
  const { headers } = (extra?.request ?? extra?.requestInfo ?? {}) as { headers?: unknown }
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  const value = (headers as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value : undefined
}

/** Host and path of the HTTP request that a message came with; empty if they are not known. */
export function readUrl(extra: MessageExtra | undefined): string {
  const { url = '' } = (extra?.request ?? extra?.requestInfo ?? {}) as { url?: unknown }
  return String(url).split('?', 1)[0] ?? ''
}

/** The JSON-RPC error code for arguments that a method does not accept. */
export const INVALID_PARAMS = -32602
