/*
 * The support tool in the list of an `McpServer`. It is always registered, because the first tool cannot be added to a
 * server that is connected, and hidden while the dashboard has it off.
 */
import type { RegisteredTool, ToolHandler, HighLevelServer } from './servers.ts'
import type { Session } from './session.ts'
import type { ObjectSchema, ToolEntry } from './support-tool.ts'
import { importZod, toStandardSchema, toZodObject } from './tool-schemas.ts'

export class SupportToolRegistration {
  readonly #session: Session
  readonly #server: HighLevelServer
  readonly #toSchema: (schema: ObjectSchema) => unknown
  #handle: RegisteredTool | undefined
  #shown: ToolEntry | undefined

  private constructor(
    session: Session,
    server: HighLevelServer,
    toSchema: (schema: ObjectSchema) => unknown,
  ) {
    this.#session = session
    this.#server = server
    this.#toSchema = toSchema
  }

  /** Loads what the server's kind of schema needs: the app's zod for v1, nothing for v2. */
  static async prepare(
    session: Session,
    server: HighLevelServer,
    kind: 'v1' | 'v2',
  ): Promise<SupportToolRegistration> {
    if (kind === 'v2') return new SupportToolRegistration(session, server, toStandardSchema)
    const zod = await importZod()
    return new SupportToolRegistration(session, server, (schema) => toZodObject(zod, schema))
  }

  /** @param register the server's own `registerTool`. Throws if the host has a tool of this name, or is connected. */
  register(register: HighLevelServer['registerTool'], handler: ToolHandler): void {
    const entry = this.#session.entry()
    const { name, title, description, annotations } = entry
    const inputSchema = this.#toSchema(entry.inputSchema)
    const outputSchema = this.#toSchema(entry.outputSchema)
    this.#handle = register(name, { title, description, inputSchema, outputSchema, annotations }, handler)
    this.#handle.enabled = this.#session.isOn()
    this.#shown = entry
  }

  /** Shows what the configuration says now, and tells the client if that is new. */
  update(): void {
    const handle = this.#handle
    const on = this.#session.isOn()
    const entry = this.#session.entry()
    if (!handle || (handle.enabled === on && (this.#shown === entry || !on))) return
    // Set member by member: `handle.update` announces each change with a promise that nobody could catch.
    handle.enabled = on
    handle.title = entry.title
    handle.description = entry.description
    handle.inputSchema = this.#toSchema(entry.inputSchema)
    this.#shown = entry
    if (this.#server.isConnected()) this.#server.server.sendToolListChanged().catch(() => undefined)
  }

  /** The host registers a tool of this name itself: the host's wins. */
  withdraw(): void {
    this.#handle?.remove()
    this.#handle = undefined
  }
}
