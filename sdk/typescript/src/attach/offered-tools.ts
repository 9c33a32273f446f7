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

export interface OfferedTools {
  /**
   * The list with our entries at its end. Of a list in pages, the last one gets them.
   *
   * @param isFirst whether this is the first page.
   */
  complete(list: Message, isFirst: boolean): Message
  /**
   * Answers a call of one of our tools.
   *
   * @param owner whose call it is.
   * @returns false for a call that is for the server.
   */
  takesCall(message: Message, id: RequestId, owner: () => string | undefined): boolean
  /** Answers a request about a task that is a call of one of our tools. Returns false for one that is for the server. */
  takesTask(message: Message, id: RequestId, owner: string | undefined): boolean
}

export function offerTools(
  instance: Instance,
  availability: Availability,
  transport: Transport,
  connection: OfferingConnection,
): OfferedTools {
  const { ownTasks } = instance.client
  const send = async (id: RequestId, answering: Answer | Promise<Answer | undefined>): Promise<void> => {
    try {
      const answer = await answering
      if (answer) await transport.send({ jsonrpc: '2.0', id, ...answer })
    } catch {
      instance.logger.warn('a result of the support tool could not be sent')
    }
  }

  return {
    complete(list, isFirst) {
      const { tools, nextCursor } = list.result ?? {}
      if (!Array.isArray(tools) || !instance.isOn()) return list
      // Some servers end with an empty one.
      const isLast = !nextCursor
      const names = tools.map((tool) => (tool as { name?: unknown } | null)?.name)
      if (isFirst && isLast) availability.noteHostTools(names)
      else for (const name of names) availability.noteHostTool(name)
      if (!isLast) return list

      const added = instance.tools.filter((tool) => availability.includes(tool))
      if (added.length > 0) connection.noteListed()
      const entries = added.map((tool) => tool.entry())
      return { ...list, result: { ...list.result, tools: [...(tools as unknown[]), ...entries] } }
    },

    takesCall({ params }, id, owner) {
      const tool = availability.find(params?.name)
      if (!tool) return false
      // Since revision 2026-07-28 each result says whether it is complete, and the server alone decides on tasks.
      const isModern = params?._meta?.[META.protocolVersion] !== undefined
      const asTask = !isModern && typeof params?.['task'] === 'object' && connection.runsTasks
      const answer = async (): Promise<Answer | undefined> => {
        const result = await connection.callTool(tool, id)
        // A cancelled call gets no answer.
        if (!connection.awaits(id)) return undefined
        if (asTask) return ownTasks.add(owner(), result)
        return { result: isModern ? { ...result, resultType: 'complete' } : { ...result } }
      }
      void send(id, answer())
      return true
    },

    takesTask(message, id, owner) {
      const answer = ownTasks.answer(owner, message)
      if (answer) void send(id, answer)
      return answer !== undefined
    },
  }
}
