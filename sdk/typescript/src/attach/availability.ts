/*
 * Which of our tools one server offers right now. If the host has a tool of the same name, only the host's is offered.
 */
import type { ProvidedTool } from '../tools/provided-tools.ts'
import type { Instance } from './instance.ts'

export class Availability {
  readonly #instance: Instance
  readonly #taken: Set<string>

  /** @param taken names that tools of the host have, as far as known. It is added to. */
  constructor(instance: Instance, taken: Set<string>) {
    this.#instance = instance
    this.#taken = taken
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

  /**
   * Notes that the host has a tool of this name.
   *
   * @returns whether one of our tools has the same name, and so is not offered.
   */
  noteHostTool(name: unknown): boolean {
    const tool = this.#instance.tools.find((one) => one.name === name)
    if (!tool) return false
    if (this.#taken.has(tool.name)) return true
    this.#taken.add(tool.name)
    const option = tool.name === this.#instance.toolName ? 'supportTool' : 'statusTool'
    this.#instance.logger.warn(
      `the server has its own tool ${tool.name}, so the SDK's is not offered. Set ${option}.name to offer both`,
    )
    return true
  }
}
