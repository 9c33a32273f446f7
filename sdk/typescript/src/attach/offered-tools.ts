/*
 * Our tools on one connection. Their entries are added to the lists that the server sends, and their calls are answered
 * before they reach the server. So they are the same on every server, whatever made it and whoever answers its lists.
 */
import { META, type Message, type RequestId, type Transport } from '../capture/json-rpc.ts'
import type { CallToolResult } from '../tools/write-result.ts'
import type { ProvidedTool } from '../tools/provided-tools.ts'
import type { Availability } from './availability.ts'
import type { Instance } from './instance.ts'

type Answer = Pick<Message, 'result' | 'error'>

/** What the connection does for our tools. */
export interface OfferingConnection {
  /** Runs one of our tools with everything the connection knows about the call. */
  callTool(tool: ProvidedTool, id: RequestId): Promise<CallToolResult>
  /** Whether the client still wants an answer. */
  awaits(id: RequestId): boolean
  /** Whether the server may run calls as tasks, as far as it is known. */
  readonly runsTasks: boolean
  /** Notes that the client gets the tool that opens tickets. */
  noteListed(): void
}

export class OfferedTools {
  readonly #instance: Instance
  readonly #availability: Availability
  readonly #transport: Transport
  readonly #connection: OfferingConnection

  constructor(
    instance: Instance,
    availability: Availability,
    transport: Transport,
    connection: OfferingConnection,
  ) {
    this.#instance = instance
    this.#availability = availability
    this.#transport = transport
    this.#connection = connection
  }

  /**
   * The list with our entries at its end. Of a list in pages, the last one gets them.
   *
   * @param isFirst whether this is the first page.
   */
  complete(list: Message, isFirst: boolean): Message {
    const { tools, nextCursor } = list.result ?? {}
    if (!Array.isArray(tools) || !this.#instance.isOn()) return list
    // Some servers end with an empty one.
    const isLast = !nextCursor
    const names = tools.map((tool) => (tool as { name?: unknown } | null)?.name)
    if (isFirst && isLast) this.#availability.noteHostTools(names)
    else for (const name of names) this.#availability.noteHostTool(name)
    if (!isLast) return list

    const added = this.#instance.tools.filter((tool) => this.#availability.includes(tool))
    if (added.length > 0) this.#connection.noteListed()
    const entries = added.map((tool) => tool.entry())
    return { ...list, result: { ...list.result, tools: [...(tools as unknown[]), ...entries] } }
  }

  /**
   * Answers a call of one of our tools.
   *
   * @param owner whose call it is.
   * @returns false for a call that is for the server.
   */
  takesCall({ params }: Message, id: RequestId, owner: () => string | undefined): boolean {
    const tool = this.#availability.find(params?.name)
    if (!tool) return false
    // Since revision 2026-07-28 each result says whether it is complete, and the server alone decides on tasks.
    const isModern = params?._meta?.[META.protocolVersion] !== undefined
    const asTask = !isModern && typeof params?.['task'] === 'object' && this.#connection.runsTasks
    const answer = async (): Promise<Answer | undefined> => {
      const result = await this.#connection.callTool(tool, id)
      // A cancelled call gets no answer.
      if (!this.#connection.awaits(id)) return undefined
      if (asTask) return this.#instance.client.ownTasks.add(owner(), result)
      return { result: isModern ? { ...result, resultType: 'complete' } : { ...result } }
    }
    void this.#send(id, answer())
    return true
  }

  /** Answers a request about a task that is a call of one of our tools. Returns false for one that is for the server. */
  takesTask(message: Message, id: RequestId, owner: string | undefined): boolean {
    const answer = this.#instance.client.ownTasks.answer(owner, message)
    if (answer) void this.#send(id, answer)
    return answer !== undefined
  }

  async #send(id: RequestId, answering: Answer | Promise<Answer | undefined>): Promise<void> {
    try {
      const answer = await answering
      if (answer) await this.#transport.send({ jsonrpc: '2.0', id, ...answer })
    } catch {
      this.#instance.logger.warn('a result of the support tool could not be sent')
    }
  }
}
