import type { RequestId } from '../capture/json-rpc.ts'
import type { HighLevelServer, ToolHandler } from './servers.ts'

export interface HandlerWatch {
  /** A handler is about to run. */
  started(id: RequestId): void
  /** A handler threw. The MCP SDK gets the same error afterwards. */
  threw(id: RequestId, error: unknown): void
  /** The host is about to register a tool. */
  registering(name: string): void
}

/**
 * Reports what handlers throw, before the MCP SDK reduces it to a message. Tickets get the stack from here. Only tools
 * that are registered from now on are watched.
 */
export function watchHandlers(server: HighLevelServer, watch: HandlerWatch): void {
  const registerTool = server.registerTool.bind(server)
  const tool = server.tool?.bind(server)
  server.registerTool = (name, config, handler) => {
    watch.registering(name)
    return registerTool(name, config, watchHandler(handler, watch))
  }
  if (!tool) return
  server.tool = (name, ...rest) => {
    watch.registering(name)
    const handler = rest.pop()
    return tool(
      name,
      ...rest,
      typeof handler === 'function' ? watchHandler(handler as ToolHandler, watch) : handler,
    )
  }
}

function watchHandler(handler: ToolHandler, watch: HandlerWatch): ToolHandler {
  return function (this: unknown, ...args: unknown[]) {
    const id = readRequestId(args.at(-1))
    if (id !== undefined) watch.started(id)
    const note = (error: unknown): never => {
      if (id !== undefined) watch.threw(id, error)
      throw error
    }
    let result: unknown
    try {
      result = handler.apply(this, args)
    } catch (error) {
      return note(error)
    }
    return result instanceof Promise ? result.catch(note) : result
  }
}

/** The JSON-RPC id, from the context that a handler gets as its last argument (`extra` in v1, `ctx` in v2). */
export function readRequestId(context: unknown): RequestId | undefined {
  const { requestId, mcpReq } = (context ?? {}) as { requestId?: RequestId; mcpReq?: { id?: RequestId } }
  return requestId ?? mcpReq?.id
}
