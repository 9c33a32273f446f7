/*
 * Puts the SDK on one connection and leaves the server alone: for hosts that want nothing of theirs replaced.
 */
import { Connection } from './connection.ts'
import { interceptTools } from './intercepted-tools.ts'
import type { Transport } from '../capture/json-rpc.ts'
import { Offer } from './availability.ts'
import { onChange } from './on-change.ts'
import type { Session } from './instance.ts'
import { subscribeWeakly } from './subscribe-weakly.ts'
import { tapTransport } from '../capture/tap-transport.ts'

/** What shows changes on a transport, held for as long as the host holds the transport. */
const updaters = new WeakMap<Transport, { update(): void }>()

/** Wrapping twice is wrapping once. */
export function wrapTransport(session: Session, transport: Transport): void {
  const { taps, hostTools, config } = session.desk
  if (taps.has(transport)) return
  const offer = new Offer(session, hostTools)
  let unsubscribe: (() => void) | undefined
  const onClose = (): void => unsubscribe?.()
  const connection = new Connection({ session, offer, transport, mcp: undefined, onClose })
  interceptTools(session, offer, connection, transport)
  const ready = async (): Promise<void> => {
    await config.ready()
    const updater = { update: onChange(session, () => connection.announceTools()) }
    updaters.set(transport, updater)
    unsubscribe = subscribeWeakly(session, updater)
  }
  tapTransport(transport, connection, taps, ready())
}
