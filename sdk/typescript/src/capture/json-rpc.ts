/*
 * The messages of JSON-RPC and MCP that pass through a transport, as far as they are read. No MCP SDK is imported.
 */
import { asText } from '../wire/unknown.ts'
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

/** Names in the metadata of requests, which names the client on every call since revision 2026-07-28, and of results. */
export const META = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
  relatedTask: 'io.modelcontextprotocol/related-task',
  toolFailure: 'io.modelcontextprotocol/toolFailure',
} as const

/** A header of the HTTP request that a message came with, if it came with one. */
export function readHeader(extra: MessageExtra | undefined, name: string): string | undefined {
  const { headers } = (extra?.request ?? extra?.requestInfo ?? {}) as { headers?: unknown }
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  return asText((headers as Record<string, unknown> | undefined)?.[name])
}

/** Host and path of the HTTP request that a message came with; empty if they are not known. */
export function readUrl(extra: MessageExtra | undefined): string {
  const { url = '' } = (extra?.request ?? extra?.requestInfo ?? {}) as { url?: unknown }
  return String(url).split('?', 1)[0] ?? ''
}

/** The JSON-RPC error code for arguments that a method does not accept. */
export const INVALID_PARAMS = -32602
