/*
 * Listens on a connection, by replacing public members of the transport. A proxy around the transport would not work,
 * because the MCP SDKs test transports by `instanceof`.
 */
import type { Message, MessageExtra, Transport } from './json-rpc.ts'

export interface TransportListener {
  /** A message came in. Returns true if the listener answers it and the server must not see it. */
  received(message: Message, extra: MessageExtra | undefined): boolean
  /** A message goes out. The returned message is sent instead. */
  sending(message: Message): Message
  closed(): void
}

/** Who listens on a connection. */
export interface Tap {
  listener: TransportListener
}

/**
 * Listens on the connection from its start on. Call it before the server connects. A connection has one listener: a new
 * one replaces the one before it, whose `closed` is called.
 *
 * @param taps the connections that have a listener already.
 * @param ready what the start waits for. Must not reject.
 */
export function tapTransport(
  transport: Transport,
  listener: TransportListener,
  taps: WeakMap<object, Tap>,
  ready?: Promise<void>,
): void {
  const known = taps.get(transport)
  if (known) {
    const { listener: former } = known
    known.listener = listener
    guard(() => former.closed(), undefined)
    return
  }
  const tap: Tap = { listener }
  taps.set(transport, tap)

  const start = transport.start.bind(transport)
  const send = transport.send.bind(transport)
  transport.send = (message, options) =>
    send(
      guard(() => tap.listener.sending(message), message),
      options,
    )
  // A server sets its callbacks before it starts the transport, and messages arrive only afterwards.
  const listenAndStart = (): Promise<void> => {
    const { onmessage, onclose } = transport
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- MCP transports have callbacks, not events
    transport.onmessage = (message, extra) => {
      const taken = guard(() => tap.listener.received(message, extra), false)
      if (!taken) onmessage?.call(transport, message, extra)
    }
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- as above
    transport.onclose = () => {
      guard(() => tap.listener.closed(), undefined)
      onclose?.call(transport)
    }
    return start()
  }
  transport.start = () => ready?.then(listenAndStart) ?? listenAndStart()
}

/** If the listener throws, the host's traffic goes on as if there were no listener. */
function guard<T>(listen: () => T, otherwise: T): T {
  try {
    return listen()
  } catch {
    return otherwise
  }
}
