import type { RequestId } from '../capture/json-rpc.ts'
import type { HighLevelServer, RegisteredTool, ToolHandler } from './servers.ts'

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
    return watchUpdates(registerTool(name, config, watchHandler(handler, watch)), watch)
  }
  if (!tool) return
  server.tool = (name, ...rest) => {
    watch.registering(name)
    const handler = rest.pop()
    return watchUpdates(tool(name, ...rest, watchHandler(handler, watch)), watch)
  }
}

/** Watches the handlers that replace the tool's own. */
function watchUpdates(registered: RegisteredTool, watch: HandlerWatch): RegisteredTool {
  const update = registered?.update
  if (typeof update !== 'function') return registered
  registered.update = (updates) => {
    const { callback } = updates
    return update.call(
      registered,
      callback === undefined ? updates : { ...updates, callback: watchHandler(callback, watch) },
    )
  }
  return registered
}

/** What is no function is left as it is. */
function watchHandler<T>(handler: T, watch: HandlerWatch): T {
  if (typeof handler !== 'function') return handler
  const watched: ToolHandler = function (this: unknown, ...args: unknown[]) {
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
  return watched as T
}

/** The JSON-RPC id, from the context that a handler gets as its last argument (`extra` in v1, `ctx` in v2). */
function readRequestId(context: unknown): RequestId | undefined {
  const { requestId, mcpReq } = (context ?? {}) as { requestId?: RequestId; mcpReq?: { id?: RequestId } }
  return requestId ?? mcpReq?.id
}
