/*
 * The desk's tools in the list of an `McpServer`. They are always registered, because the first tool cannot be added to
 * a server that is connected, and hidden while the dashboard has them off.
 */
import type { DeskTool } from './desk-tools.ts'
import type { Offer } from './offer.ts'
import type { RegisteredTool, ToolHandler, HighLevelServer } from './servers.ts'
import type { ObjectSchema, ToolEntry } from './tool-entry.ts'
import { importZod, toStandardSchema, toZodObject } from './tool-schemas.ts'

interface Registration {
  tool: DeskTool
  handle: RegisteredTool
  shown: ToolEntry
}

export class RegisteredTools {
  readonly #offer: Offer
  readonly #server: HighLevelServer
  readonly #toSchema: (schema: ObjectSchema) => unknown
  readonly #registrations = new Map<string, Registration>()

  private constructor(offer: Offer, server: HighLevelServer, toSchema: (schema: ObjectSchema) => unknown) {
    this.#offer = offer
    this.#server = server
    this.#toSchema = toSchema
  }

  /** Loads what the server's kind of schema needs: the app's zod for v1, nothing for v2. */
  static async prepare(offer: Offer, server: HighLevelServer, kind: 'v1' | 'v2'): Promise<RegisteredTools> {
    if (kind === 'v2') return new RegisteredTools(offer, server, toStandardSchema)
    const zod = await importZod()
    return new RegisteredTools(offer, server, (schema) => toZodObject(zod, schema))
  }

  /** @param register the server's own `registerTool`. Throws if the host has a tool of this name, or is connected. */
  register(tool: DeskTool, register: HighLevelServer['registerTool'], handler: ToolHandler): void {
    const entry = tool.entry()
    const { name, title, description, annotations } = entry
    const inputSchema = this.#toSchema(entry.inputSchema)
    const outputSchema = this.#toSchema(entry.outputSchema)
    const handle = register(name, { title, description, inputSchema, outputSchema, annotations }, handler)
    handle.enabled = this.#offer.includes(tool)
    this.#registrations.set(name, { tool, handle, shown: entry })
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
    const on = this.#offer.includes(tool)
    const entry = tool.entry()
    if (handle.enabled === on && (shown === entry || !on)) return false
    // Set member by member: `handle.update` announces each change with a promise that nobody could catch.
    handle.enabled = on
    handle.title = entry.title
    handle.description = entry.description
    handle.inputSchema = this.#toSchema(entry.inputSchema)
    registration.shown = entry
    return true
  }
}
