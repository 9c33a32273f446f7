import { quietly } from '../wire/quietly.ts'
import { findMethod } from '../capture/find-method.ts'
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
  const registerTool = findMethod<RegisteredTool>(server, 'registerTool')
  server.registerTool = function (this: unknown, name, config, handler) {
    watch.registering(name)
    return watchUpdates(registerTool.call(this, name, config, watchHandler(handler, watch)), watch)
  }
  if (!server.tool) return
  const tool = findMethod<RegisteredTool>(server, 'tool')
  server.tool = function (this: unknown, name, ...rest) {
    watch.registering(name)
    const handler = rest.pop()
    return watchUpdates(tool.call(this, name, ...rest, watchHandler(handler, watch)), watch)
  }
}

/** Watches the handlers that replace the tool's own. What the host makes of a tool may not let itself be changed. */
function watchUpdates(tool: RegisteredTool, watch: HandlerWatch): RegisteredTool {
  quietly(() => {
    const update = findMethod(tool, 'update')
    tool.update = function (this: unknown, updates) {
      return update.call(this, { ...updates, callback: watchHandler(updates.callback, watch) })
    }
  })
  return tool
}

/** What is no function is left as it is. */
function watchHandler<T>(handler: T, watch: HandlerWatch): T {
  if (typeof handler !== 'function') return handler
  const watched: ToolHandler = function (this: unknown, ...args: unknown[]) {
    const id = readRequestId(args.at(-1))
    watch.started(id)
    const note = (error: unknown): void => watch.threw(id, error)
    try {
      const result = handler.apply(this, args)
      // The MCP SDK gets the same promise, and hears of its end after us.
      if (result instanceof Promise) result.catch(note)
      return result
    } catch (error) {
      note(error)
      throw error
    }
  }
  return watched as T
}

/**
 * The JSON-RPC id, from the context that a handler gets as its last argument (`extra` in v1, `ctx` in v2). The host may
 * call a handler without one; no call has that id.
 */
function readRequestId(context: unknown): RequestId {
  const { requestId, mcpReq } = (context ?? {}) as { requestId?: RequestId; mcpReq?: { id?: RequestId } }
  return (requestId ?? mcpReq?.id) as RequestId
}
