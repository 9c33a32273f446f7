import { identifyCaller, type Caller } from '../capture/caller.ts'
import type { Peer } from '../capture/peer.ts'
import type { PendingCall } from '../capture/pending-calls.ts'
import type { Instance } from './instance.ts'

/** Tells who made a call, by what the transport knows beside the message. */
export type IdentifyCall = (call: Pick<PendingCall, 'extra' | 'caller'>) => Caller

export function identifyCalls({ identify }: Instance, peer: Peer): IdentifyCall {
  /** Whoever called last without a token, because most connections have one client. */
  let last: Caller | undefined
  return ({ extra, caller }) => {
    if (caller) return caller
    const { session } = peer
    const connection = peer.onlyUser(extra)
    const authInfo = extra?.authInfo
    if (!authInfo && last && last.session === session && last.connection === connection) return last
    const found = identifyCaller({ authInfo, sessionId: session, connection, identify })
    if (!authInfo) last = found
    return found
  }
}
