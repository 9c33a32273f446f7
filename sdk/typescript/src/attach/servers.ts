/*
 * The servers that the SDK can be attached to. They are told apart by their members. `instanceof` would need an
 * import of an MCP SDK, and would fail in an app that has two copies of it.
 */
import type { Transport } from '../capture/json-rpc.ts'

/** The members of `McpServer` by which it is recognised, in `@modelcontextprotocol/sdk` (v1) and `…/server` (v2). */
export interface McpServerLike {
  readonly server: LowLevelServerLike
  registerTool(name: string, config: never, handler: never): unknown
  connect(transport: never): Promise<void>
}

/** The members of the low-level `Server` by which it is recognised, in v1 and v2. */
export interface LowLevelServerLike {
  setRequestHandler(request: never, handler: never): void
  connect(transport: never): Promise<void>
}

/** Every server that `attach` takes. */
export type AttachableServer = McpServerLike | LowLevelServerLike

/** What a framework gives out in place of a server, or hides its servers behind. */
export interface ConnectingServer {
  connect(transport: never, ...rest: never[]): Promise<unknown>
}

/** The server's side of a connection, in v1 and v2. */
export interface WrappableTransport {
  start(): Promise<void>
  send(message: never, options?: never): Promise<void>
}

export type ToolHandler = (...args: unknown[]) => unknown

export interface RegisteredTool {
  remove(): void
  update?: (updates: { callback?: unknown }) => unknown
}

/** `McpServer`, as far as the SDK uses it. */
export interface HighLevelServer {
  server: LowLevelServer
  registerTool(name: string, config: object, handler: ToolHandler): RegisteredTool
  /** By name. Private in both, and only looked at. */
  readonly _registeredTools?: Record<string, RegisteredTool>
  /** Deprecated in v1 and removed in v2. By this the two are told apart. */
  tool?: (name: string, ...rest: unknown[]) => RegisteredTool
}

/** `Server`, as far as the SDK uses it. */
export interface LowLevelServer {
  /** Set while the server is connected. */
  readonly transport?: unknown
  /** What it tells clients of itself. Private in both, and only looked at. */
  readonly _serverInfo?: { name?: unknown }
  connect(transport: Transport): Promise<void>
  sendToolListChanged(): Promise<void>
}

export interface DetectedServer {
  /** Absent for a low-level server. */
  server?: HighLevelServer
  /** What connects: the server itself, if it is a low-level one, or the one in it. */
  connects: LowLevelServer
  /** The package it is of. */
  mcp: string
}

const V1 = '@modelcontextprotocol/sdk'
const V2 = '@modelcontextprotocol/server'

/** Which kind of server this is, or nothing if it is none. Any value may be passed. */
export function detectServer(server: unknown): DetectedServer | undefined {
  if (isHighLevel(server))
    return { server, connects: server.server, mcp: typeof server.tool === 'function' ? V1 : V2 }
  if (!isLowLevel(server)) return undefined
  return { connects: server, mcp: 'projectCallToolResult' in server ? V2 : V1 }
}

function isHighLevel(server: unknown): server is HighLevelServer {
  return hasMethods(server, 'registerTool') && isLowLevel((server as Partial<HighLevelServer>).server)
}

function isLowLevel(server: unknown): server is LowLevelServer {
  return hasMethods(server, 'connect', 'setRequestHandler')
}

export function isTransport(transport: unknown): transport is Transport {
  return hasMethods(transport, 'start', 'send')
}

function hasMethods(value: unknown, ...names: string[]): boolean {
  const members = (value ?? {}) as Record<string, unknown>
  return names.every((name) => typeof members[name] === 'function')
}
