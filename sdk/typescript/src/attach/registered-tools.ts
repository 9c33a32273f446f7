/*
 * The desk's tools in the list of an `McpServer`. They are always registered, because the first tool cannot be added to
 * a server that is connected, and hidden while the dashboard has them off. They are registered without schemas: those
 * would have to be made with the very copy of zod that the server's MCP SDK uses. The entry that goes to the client is
 * put into the list as it goes by, the same under every MCP SDK.
 */
import type { ProvidedTool } from '../tools/provided-tools.ts'
import type { Message } from '../capture/json-rpc.ts'
import type { Availability } from './availability.ts'
import type { RegisteredTool, ToolHandler, HighLevelServer } from './servers.ts'
import type { ToolEntry } from '../wire/tool-entry.ts'

interface Registration {
  tool: ProvidedTool
  handle: RegisteredTool
  shown: ToolEntry
}

export class RegisteredTools {
  readonly #availability: Availability
  readonly #server: HighLevelServer
  readonly #registrations = new Map<string, Registration>()

  constructor(availability: Availability, server: HighLevelServer) {
    this.#availability = availability
    this.#server = server
  }

  /** @param register the server's own `registerTool`. Throws if the host has a tool of this name, or is connected. */
  register(tool: ProvidedTool, register: HighLevelServer['registerTool'], handler: ToolHandler): void {
    const entry = tool.entry()
    const { title, description, annotations } = entry
    const handle = register(tool.name, { title, description, annotations }, handler)
    handle.enabled = this.#availability.includes(tool)
    this.#registrations.set(tool.name, { tool, handle, shown: entry })
  }

  /** The list with the desk's own entries in full. */
  describe(list: Message): Message {
    const tools = list.result?.['tools']
    if (!Array.isArray(tools)) return list
    const described = tools.map((entry: unknown) => {
      const { name } = (entry ?? {}) as { name?: string }
      return this.#registrations.get(name ?? '')?.tool.entry() ?? entry
    })
    return { ...list, result: { ...list.result, tools: described } }
  }

  /** Shows what the configuration says now, and tells the client if that is new. */
  update(): void {
    const changed = [...this.#registrations.values()].filter((registration) => this.#refresh(registration))
    if (changed.length > 0 && this.#server.isConnected())
      this.#server.server.sendToolListChanged().catch(() => undefined)
  }

  /** The host registers a tool of this name itself: the host's wins. */
  withdraw(name: string): void {
    this.#registrations.get(name)?.handle.remove()
    this.#registrations.delete(name)
    this.update()
  }

  #refresh(registration: Registration): boolean {
    const { tool, handle, shown } = registration
    const on = this.#availability.includes(tool)
    const entry = tool.entry()
    if (handle.enabled === on && (shown === entry || !on)) return false
    // Set and not passed to `handle.update`, which announces each change with a promise that nobody could catch.
    handle.enabled = on
    registration.shown = entry
    return true
  }
}
