/*
 * Our tools where they cannot be registered: on a low-level `Server`, whose handlers are the host's own, and on a
 * wrapped transport. Their entries are added to the lists that the server sends. Their calls are answered before they
 * reach the server.
 */
import { META, type Message, type Transport } from '../capture/json-rpc.ts'
import type { Availability } from './availability.ts'
import type { Connection } from './connection.ts'
import type { Instance } from './instance.ts'

/** Makes the connection list the tools and answer their calls. */
export function interceptTools(
  instance: Instance,
  availability: Availability,
  connection: Connection,
  transport: Transport,
): void {
  connection.completeList = (list) => extendList(instance, availability, list)
  connection.interception = {
    takes: ({ params }) => availability.find(params?.name) !== undefined,

    answer({ id, params }) {
      const tool = availability.find(params?.name)
      if (id === undefined || !tool) return
      // Since revision 2026-07-28 each result says whether it is complete.
      const modern = params?._meta?.[META.protocolVersion] !== undefined
      void connection
        .callTool(tool, id)
        .then((result) => {
          // A cancelled call gets no answer.
          if (!connection.awaits(id)) return
          return transport.send({
            jsonrpc: '2.0',
            id,
            result: modern ? { ...result, resultType: 'complete' } : { ...result },
          })
        })
        .catch(() => instance.logger.warn('a result of the support tool could not be sent'))
    },
  }
}

/** Adds our entries at the end of the last page of the list. */
function extendList(instance: Instance, availability: Availability, list: Message): Message {
  const tools = list.result?.['tools']
  if (!Array.isArray(tools) || !instance.isOn()) return list
  for (const tool of tools) availability.noteHostTool((tool as { name?: unknown } | null)?.name)
  if (list.result?.['nextCursor'] !== undefined) return list
  const added = instance.tools.filter((tool) => availability.includes(tool)).map((tool) => tool.entry())
  return { ...list, result: { ...list.result, tools: [...(tools as unknown[]), ...added] } }
}
