import type { TransportName } from '../wire/ticket-context.ts'
import type { MessageExtra, Transport } from './json-rpc.ts'

/**
 * The kind of a connection, by the name of the transport's class. A message that came with an HTTP request never counts
 * as `stdio` or `in-memory`, because those have exactly one user.
 */
export function nameTransport(transport: Transport, extra: MessageExtra | undefined): TransportName {
  const name = transport.constructor.name
  if (/sse/i.test(name)) return 'sse'
  if (/http/i.test(name) || extra?.request !== undefined || extra?.requestInfo !== undefined)
    return 'streamable-http'
  if (/stdio/i.test(name)) return 'stdio'
  return /inmemory/i.test(name) ? 'in-memory' : 'other'
}
