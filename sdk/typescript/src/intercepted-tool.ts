/*
 * The support tool for a low-level `Server`, whose handlers are the host's own: its entry is added to the lists that go
 * by, and its calls are answered before they reach the server.
 */
import type { Interception } from './connection.ts'
import { META, type Message, type RequestId, type Transport } from './json-rpc.ts'
import type { Session } from './session.ts'
import type { CallToolResult } from './write-result.ts'

export function interceptTool(
  session: Session,
  transport: Transport,
  call: (id: RequestId, args: unknown) => Promise<CallToolResult>,
): Interception {
  return {
    takes: ({ params }) =>
      params?.name === session.toolName && session.isOn() && !session.desk.hostTools.has(session.toolName),

    answer({ id, params }) {
      if (id === undefined) return
      // Since revision 2026-07-28 each result says that it is the last round.
      const modern = params?._meta?.[META.protocolVersion] !== undefined
      void call(id, params?.arguments)
        .then((result) =>
          transport.send({
            jsonrpc: '2.0',
            id,
            result: modern ? { ...result, resultType: 'complete' } : result,
          }),
        )
        .catch(() => session.logger.warn('a result of the support tool could not be sent'))
    },

    extend(list: Message): Message {
      const tools = list.result?.['tools']
      const lastPage = list.result?.['nextCursor'] === undefined
      if (!Array.isArray(tools) || !session.isOn()) return list
      if (tools.some((tool) => (tool as { name?: unknown }).name === session.toolName)) {
        noteHostTool(session)
        return list
      }
      return lastPage
        ? { ...list, result: { ...list.result, tools: [...(tools as unknown[]), session.entry()] } }
        : list
    },
  }
}

/** The host's own tool of that name wins. */
function noteHostTool({ desk, toolName, logger }: Session): void {
  if (desk.hostTools.has(toolName)) return
  desk.hostTools.add(toolName)
  logger.warn(
    `the server has its own tool ${toolName}: the support tool is not offered. Set supportTool.name to offer both`,
  )
}
