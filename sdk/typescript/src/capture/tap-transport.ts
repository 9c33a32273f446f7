/*
 * Listens on a connection, in place and through the transport's public members only: the MCP SDKs test transports by
 * `instanceof`, so a proxy around one would not do.
 */
import type { Message, MessageExtra, Transport } from './json-rpc.ts'

export interface TransportListener {
  /** A message came in. True if the listener answers it itself and the server must not see it. */
  received(message: Message, extra: MessageExtra | undefined): boolean
  /** A message goes out; what is returned is sent. */
  sending(message: Message): Message
  closed(): void
}

/** Who listens on a connection. */
export interface Tap {
  listener: TransportListener
}

/**
 * Taps the connection as soon as it starts. Call before the server connects to it. A connection has one listener: the
 * one before it hears `closed`.
 *
 * @param ready what the start waits for; must not reject.
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
  // The server has set its callbacks when it starts the transport, and no message has arrived yet.
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

/** Whatever goes wrong in here, the host's traffic flows as if nobody listened. */
function guard<T>(listen: () => T, otherwise: T): T {
  try {
    return listen()
  } catch {
    return otherwise
  }
}
