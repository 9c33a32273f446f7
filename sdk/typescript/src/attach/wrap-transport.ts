/*
 * Adds the SDK to connections and changes nothing of the server, for hosts that do not want their server changed.
 */
import { findMethod } from '../capture/find-method.ts'
import type { Transport } from '../capture/json-rpc.ts'
import { tapTransport } from '../capture/tap-transport.ts'
import { Availability } from './availability.ts'
import { Connection } from './connection.ts'
import type { Instance } from './instance.ts'
import { onChange } from './on-change.ts'
import type { ConnectingServer, WrappableTransport } from './servers.ts'
import { subscribeWeakly } from './subscribe-weakly.ts'

/** What announces changes on a transport. It lives as long as the transport does. */
const updaters = new WeakMap<Transport, { update(): void }>()

/** Does nothing if the transport is wrapped already. */
export function wrapTransport(instance: Instance, transport: Transport): void {
  const { taps, config } = instance.client
  if (taps.has(transport)) return
  let unsubscribe: (() => void) | undefined
  const onClose = (): void => unsubscribe?.()
  const availability = new Availability(instance)
  const connection = new Connection({ instance, availability, transport, mcp: undefined, onClose })
  const ready = async (): Promise<void> => {
    await config.ready()
    const updater = { update: onChange(instance, () => connection.announceTools()) }
    updaters.set(transport, updater)
    unsubscribe = subscribeWeakly(instance, updater)
  }
  tapTransport(transport, connection, { taps, ready: ready(), refused: () => instance.warnUntapped() })
}

/**
 * Replaces `connect` of this one object, so that each transport is wrapped first.
 *
 * @throws if it has no such method, or none that can be replaced.
 */
export function wrapConnect(
  server: ConnectingServer,
  wrap: (transport: WrappableTransport) => WrappableTransport,
): void {
  const connect = findMethod<Promise<unknown>>(server, 'connect')
  server.connect = function (this: unknown, transport: WrappableTransport, ...rest: unknown[]) {
    return connect.call(this, wrap(transport), ...rest)
  }
}
