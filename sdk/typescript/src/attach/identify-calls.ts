import { identifyCaller, type Caller } from '../capture/caller.ts'
import type { MessageExtra, Transport } from '../capture/json-rpc.ts'
import { randomBase32 } from '../capture/random-id.ts'
import { nameTransport } from '../capture/transport-name.ts'
import type { Instance } from './instance.ts'

export type IdentifyCall = (extra: MessageExtra | undefined) => Caller

/**
 * @returns a function that tells who made a call on this connection, by what the transport knows beside the message.
 */
export function identifyCalls(instance: Instance, transport: Transport): IdentifyCall {
  // All connections of a stdio process have the same user. Two in-memory connections may have two.
  const connectionId =
    nameTransport(transport, undefined) === 'stdio' ? instance.client.processId : randomBase32(16)
  return (extra) =>
    identifyCaller({
      authInfo: extra?.authInfo,
      sessionId: transport.sessionId,
      transport: nameTransport(transport, extra),
      connectionId,
      identify: instance.identify,
    })
}
