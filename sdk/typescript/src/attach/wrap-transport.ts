/*
 * Puts the SDK on one connection and leaves the server alone: for hosts that want nothing of theirs replaced.
 */
import { Connection } from './connection.ts'
import { interceptTools } from './intercepted-tools.ts'
import type { Transport } from '../capture/json-rpc.ts'
import { Availability } from './availability.ts'
import { onChange } from './on-change.ts'
import type { Instance } from './instance.ts'
import { subscribeWeakly } from './subscribe-weakly.ts'
import { tapTransport } from '../capture/tap-transport.ts'

/** What shows changes on a transport, held for as long as the host holds the transport. */
const updaters = new WeakMap<Transport, { update(): void }>()

/** Wrapping twice is wrapping once. */
export function wrapTransport(instance: Instance, transport: Transport): void {
  const { taps, hostTools, config } = instance.client
  if (taps.has(transport)) return
  const availability = new Availability(instance, hostTools)
  let unsubscribe: (() => void) | undefined
  const onClose = (): void => unsubscribe?.()
  const connection = new Connection({ instance, availability, transport, mcp: undefined, onClose })
  interceptTools(instance, availability, connection, transport)
  const ready = async (): Promise<void> => {
    await config.ready()
    const updater = { update: onChange(instance, () => connection.announceTools()) }
    updaters.set(transport, updater)
    unsubscribe = subscribeWeakly(instance, updater)
  }
  tapTransport(transport, connection, taps, ready())
}
