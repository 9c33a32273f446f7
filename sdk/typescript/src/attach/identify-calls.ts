import { identifyCaller, type Caller } from '../capture/caller.ts'
import type { Peer } from '../capture/peer.ts'
import type { PendingCall } from '../capture/pending-calls.ts'
import type { Instance } from './instance.ts'

/** Tells who made a call, by what the transport knows beside the message. */
export type IdentifyCall = (call: Pick<PendingCall, 'extra' | 'caller'>) => Caller

export function identifyCalls(instance: Instance, peer: Peer): IdentifyCall {
  return ({ extra, caller }) =>
    caller ??
    identifyCaller({
      authInfo: extra?.authInfo,
      sessionId: peer.session,
      connection: peer.onlyUser(extra),
      identify: instance.identify,
    })
}
