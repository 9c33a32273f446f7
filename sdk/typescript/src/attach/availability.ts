/*
 * Which of our tools one server offers right now. If the host has a tool of the same name, only the host's is offered.
 */
import { setBounded } from '../wire/set-bounded.ts'
import type { ProvidedTool } from '../tools/provided-tools.ts'
import type { Instance } from './instance.ts'

/** Servers that names are kept for. */
const MAX_SERVERS = 1_000

export class Availability {
  readonly #instance: Instance
  #taken = new Set<string>()

  constructor(instance: Instance) {
    this.#instance = instance
  }

  /**
   * Shares what is known of the host's tools with the servers that are built for other requests to the same one.
   * Without that, a server that is built for one call would not know what the list of another has shown.
   */
  share(server: string): void {
    const { hostTools } = this.#instance.client
    const shared = hostTools.get(server) ?? new Set()
    setBounded(hostTools, server, shared, MAX_SERVERS)
    for (const name of this.#taken) shared.add(name)
    this.#taken = shared
  }

  /** Whether failures can be reported on this server. While they cannot, nothing is captured and no hint is added. */
  isOn(): boolean {
    return this.#instance.isOn() && !this.#taken.has(this.#instance.toolName)
  }

  /** Whether the tool is offered. Where no ticket can be opened, there is no status to ask for either. */
  includes(tool: ProvidedTool): boolean {
    return this.isOn() && !this.#taken.has(tool.name)
  }

  /** Our tool of that name, if it is offered. */
  find(name: unknown): ProvidedTool | undefined {
    const tool = this.#instance.tools.find((one) => one.name === name)
    return tool && this.includes(tool) ? tool : undefined
  }

  /** Notes that the host has a tool of this name. If one of ours has the same, it is not offered. */
  noteHostTool(name: unknown): void {
    const { tools, toolName } = this.#instance
    const tool = tools.find((one) => one.name === name)
    if (!tool || this.#taken.has(tool.name)) return
    this.#taken.add(tool.name)
    const option = tool.name === toolName ? 'supportTool' : 'statusTool'
    this.#instance.warnOnce(
      `the server has its own tool ${tool.name}, so the SDK's is not offered. Set ${option}.name to offer both`,
    )
  }

  /** Notes all tools that the host has. */
  noteHostTools(names: unknown[]): void {
    for (const name of this.#taken) if (!names.includes(name)) this.#taken.delete(name)
    for (const name of names) this.noteHostTool(name)
  }
}
