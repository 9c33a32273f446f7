/*
 * Our tools, registered on an `McpServer`. They are always registered, because the first tool cannot be added to a
 * server that is connected; while the dashboard has them off they are hidden. They are registered without schemas,
 * because a schema would have to come from the copy of zod that the server's MCP SDK uses. Instead, the list that the
 * server sends gets the full entries on its way out. So they are the same under every MCP SDK.
 */
import type { ToolEntry } from '../wire/tool-entry.ts'
import type { Message } from '../capture/json-rpc.ts'
import type { ProvidedTool } from '../tools/provided-tools.ts'
import type { Availability } from './availability.ts'
import type { RegisteredTool, ToolHandler, HighLevelServer } from './servers.ts'

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

  /**
   * @param register the server's own `registerTool`.
   * @throws if the host has a tool of this name.
   */
  register(tool: ProvidedTool, register: HighLevelServer['registerTool'], handler: ToolHandler): void {
    const entry = tool.entry()
    const { title, description, annotations } = entry
    const handle = register(tool.name, { title, description, annotations }, handler)
    handle.enabled = this.#availability.includes(tool)
    this.#registrations.set(tool.name, { tool, handle, shown: entry })
  }

  /** The list with our entries in full. */
  describe(list: Message): Message {
    const tools = list.result?.['tools']
    if (!Array.isArray(tools)) return list
    const described = tools.map((entry: unknown) => {
      const { name } = (entry ?? {}) as { name?: string }
      return this.#registrations.get(name ?? '')?.tool.entry() ?? entry
    })
    return { ...list, result: { ...list.result, tools: described } }
  }

  /** Shows or hides the tools as the configuration in force says, and tells the client if anything changed. */
  update(): void {
    const changed = [...this.#registrations.values()].filter((registration) => this.#refresh(registration))
    if (changed.length > 0 && this.#server.isConnected())
      this.#server.server.sendToolListChanged().catch(() => undefined)
  }

  /** Takes our tool of this name back, because the host registers its own. */
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
    // Not `handle.update`: it announces each change by a promise whose rejection nobody could catch.
    handle.enabled = on
    registration.shown = entry
    return true
  }
}
