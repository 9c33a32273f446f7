/*
 * Which of the desk's tools one server offers right now. A tool of the host's own by the same name wins.
 */
import type { ProvidedTool } from '../tools/provided-tools.ts'
import type { Instance } from './instance.ts'

export class Availability {
  readonly #instance: Instance
  readonly #taken: Set<string>

  /** @param taken names of the host's own tools, as far as known. */
  constructor(instance: Instance, taken: Set<string>) {
    this.#instance = instance
    this.#taken = taken
  }

  /** Whether failures can be reported on this server; while they cannot, nothing is captured or hinted at. */
  isOn(): boolean {
    return this.#instance.isOn() && !this.#taken.has(this.#instance.toolName)
  }

  /** Whether the tool is offered. Without the tool that opens tickets there is no status to ask for. */
  includes(tool: ProvidedTool): boolean {
    return this.isOn() && !this.#taken.has(tool.name)
  }

  /** The desk's tool of that name, if it is offered. */
  find(name: unknown): ProvidedTool | undefined {
    const tool = this.#instance.tools.find((one) => one.name === name)
    return tool && this.includes(tool) ? tool : undefined
  }

  /** Notes a tool of the host's own. True if one of the desk's tools has to give way to it. */
  noteHostTool(name: unknown): boolean {
    const tool = this.#instance.tools.find((one) => one.name === name)
    if (!tool) return false
    if (this.#taken.has(tool.name)) return true
    this.#taken.add(tool.name)
    const option = tool.name === this.#instance.toolName ? 'supportTool' : 'statusTool'
    this.#instance.logger.warn(
      `the server has its own tool ${tool.name}: the desk's is not offered. Set ${option}.name to offer both`,
    )
    return true
  }
}
