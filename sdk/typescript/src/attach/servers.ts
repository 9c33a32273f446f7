/*
 * The servers the SDK can be attached to, told apart by their shape. `instanceof` would need an import of an MCP SDK,
 * and an app with two copies of one would not be recognised.
 */
import type { Transport } from '../capture/json-rpc.ts'

/** `McpServer` of `@modelcontextprotocol/sdk` (v1) and of `@modelcontextprotocol/server` (v2). */
export interface McpServerLike {
  readonly server: LowLevelServerLike
  registerTool(name: string, config: never, handler: never): unknown
  connect(transport: never): Promise<void>
}

/** The low-level `Server` of either. */
export interface LowLevelServerLike {
  setRequestHandler(request: never, handler: never): void
  connect(transport: never): Promise<void>
}

export type AttachableServer = McpServerLike | LowLevelServerLike

/** A server's side of a connection, of either. */
export interface WrappableTransport {
  start(): Promise<void>
  send(message: never, options?: never): Promise<void>
}

export type ToolHandler = (...args: unknown[]) => unknown

export interface RegisteredTool {
  enabled: boolean
  remove(): void
}

/** `McpServer` as the SDK uses it. */
export interface HighLevelServer {
  server: LowLevelServer
  isConnected(): boolean
  registerTool(name: string, config: object, handler: ToolHandler): RegisteredTool
  /** Deprecated in v1 and gone in v2, which is how they are told apart. */
  tool?: (name: string, ...rest: unknown[]) => unknown
}

/** `Server` as the SDK uses it. */
export interface LowLevelServer {
  /** Set while the server is connected. */
  readonly transport?: unknown
  connect(transport: Transport): Promise<void>
  sendToolListChanged(): Promise<void>
}

export type DetectedServer =
  | { kind: 'v1' | 'v2'; server: HighLevelServer; connects: LowLevelServer; mcp: string }
  | { kind: 'low-level'; connects: LowLevelServer; mcp: string }

const MCP_SDK = { v1: '@modelcontextprotocol/sdk', v2: '@modelcontextprotocol/server' }

export function detectServer(server: unknown): DetectedServer | undefined {
  if (isHighLevel(server)) {
    const kind = typeof server.tool === 'function' ? 'v1' : 'v2'
    return { kind, server, connects: server.server, mcp: MCP_SDK[kind] }
  }
  if (!isLowLevel(server)) return undefined
  return {
    kind: 'low-level',
    connects: server,
    mcp: 'projectCallToolResult' in server ? MCP_SDK.v2 : MCP_SDK.v1,
  }
}

function isHighLevel(server: unknown): server is HighLevelServer {
  const { registerTool, server: inner } = (server ?? {}) as Partial<HighLevelServer>
  return typeof registerTool === 'function' && isLowLevel(inner)
}

function isLowLevel(server: unknown): server is LowLevelServer {
  const { connect, setRequestHandler } = (server ?? {}) as { connect?: unknown; setRequestHandler?: unknown }
  return typeof connect === 'function' && typeof setRequestHandler === 'function'
}

export function isTransport(transport: unknown): transport is Transport {
  const { start, send } = (transport ?? {}) as { start?: unknown; send?: unknown }
  return typeof start === 'function' && typeof send === 'function'
}
