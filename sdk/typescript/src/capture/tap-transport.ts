/*
 * Listens on a connection, by replacing public members of the transport. A proxy around the transport would not work,
 * because hosts compare transports, and because the methods of many of them use private fields.
 */
import { quietly } from '../wire/quietly.ts'
import { findMember, findMethod } from './find-method.ts'
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

export interface TapOptions {
  /** The connections that have a listener already. */
  taps: WeakMap<object, Tap>
  /** What the start waits for. Must not reject. */
  ready?: Promise<void>
  /** Given for a transport that has started already: what its messages wait for. Must not reject. */
  heldUntil?: Promise<void>
  /** Called if nobody can listen on this connection. It then goes on as if this function had not been called. */
  refused(): void
}

type Callback = (...args: never[]) => unknown
/** A callback of the server, with the listener before it. */
type Watch = (next: Callback) => Callback
type CallbackName = 'onmessage' | 'onclose'

const CALLBACKS = ['onmessage', 'onclose'] as const

/**
 * Listens on the connection from its start on. Call it before the server connects. A connection has one listener: a new
 * one replaces the one before it, whose `closed` is called. Never throws.
 */
export function tapTransport(transport: Transport, listener: TransportListener, options: TapOptions): void {
  const { taps, ready, heldUntil } = options
  const known = taps.get(transport)
  if (known) {
    const { listener: former } = known
    known.listener = listener
    quietly(() => former.closed())
    return
  }
  // If the listener throws, the host's traffic goes on as if there were no listener.
  const tap: Tap = { listener }
  const undo: (() => void)[] = []
  const leaveAlone = (): void => {
    for (const restore of undo.toReversed()) quietly(restore)
    taps.delete(transport)
    options.refused()
  }

  let held = heldUntil
  void held?.then(() => (held = undefined))
  let hasStarted = heldUntil !== undefined
  let isUnanswered = false
  const onmessage: Watch = (next) => (message: Message, extra?: MessageExtra) => {
    const pass = (): void => {
      const isTaken = quietly(() => {
        // By now the client has the answer to what it asked first. Nothing is sent through here.
        if (isUnanswered && message.method === 'notifications/initialized') leaveAlone()
        isUnanswered = message.method === 'initialize'
        return tap.listener.received(message, extra)
      })
      if (!isTaken) (next as NonNullable<Transport['onmessage']>).call(transport, message, extra)
    }
    if (held) void held.then(pass).catch(() => undefined)
    else pass()
  }
  const onclose: Watch = (next) => () => {
    quietly(() => tap.listener.closed())
    next.call(transport)
  }
  const watchCallback = { onmessage: watchOnce(onmessage), onclose: watchOnce(onclose) }

  try {
    const start = findMethod<Promise<void>>(transport, 'start')
    const send = findMethod<Promise<void>>(transport, 'send')
    // A server sets its callbacks before it starts the transport, and messages arrive only afterwards. Where setting
    // one runs code of the transport, it is watched on its way there: such code may do more than to remember the last.
    const late = CALLBACKS.filter((name) => {
      const restore = watchSetter(transport, name, watchCallback[name])
      if (restore) undo.push(restore)
      return !restore
    })
    const listen = (names: readonly CallbackName[]): void => {
      for (const name of names) {
        const isHeard = quietly(() => replace(transport, name, watchCallback[name]))
        if (!isHeard && name === 'onmessage') leaveAlone()
      }
    }
    undo.push(
      define(transport, 'send', {
        writable: true,
        value(this: unknown, message: Message, sendOptions: unknown) {
          isUnanswered = false
          // The transport was started some other way, so nothing listens to what comes in.
          if (!hasStarted) leaveAlone()
          return send.call(this, quietly(() => tap.listener.sending(message)) ?? message, sendOptions)
        },
      }),
      define(transport, 'start', {
        writable: true,
        value(this: unknown) {
          const listenAndStart = (): Promise<void> => {
            hasStarted = true
            listen(late)
            return start.call(this)
          }
          return ready?.then(listenAndStart) ?? listenAndStart()
        },
      }),
    )
    taps.set(transport, tap)
    if (heldUntil) listen(CALLBACKS)
  } catch {
    leaveAlone()
  }
}

/** Watches no callback twice. */
function watchOnce(watch: Watch): Watch {
  const watched = new WeakSet<Callback>()
  return (next) => {
    if (watched.has(next)) return next
    const watching = watch(next)
    watched.add(watching)
    return watching
  }
}

/** @returns whether the callback that is set is watched now. */
function replace(transport: Transport, name: CallbackName, watch: Watch): boolean {
  const next = (findMember(transport, name)?.value ?? transport[name]) as Callback | undefined
  if (typeof next !== 'function') return false
  const watched = watch(next)
  ;(transport as Record<CallbackName, unknown>)[name] = watched
  return watched === next || transport[name] !== next
}

/**
 * Watches whatever is set, if the member has a setter.
 *
 * @returns what ends it; nothing if the member is an ordinary one.
 * @throws if the member can be read only, or cannot be replaced.
 */
function watchSetter(transport: Transport, name: CallbackName, watch: Watch): (() => void) | undefined {
  const member = findMember(transport, name)
  if (!member || member.writable) return undefined
  if (!member.set) throw new TypeError(name)
  return define(transport, name, {
    get(this: unknown) {
      return member.get?.call(this) as unknown
    },
    set(this: unknown, next: unknown) {
      member.set?.call(this, typeof next === 'function' ? watch(next as Callback) : next)
    },
  })
}

/**
 * @returns what puts the member back as it was.
 * @throws if the object does not let it be replaced.
 */
function define(object: object, name: string, descriptor: PropertyDescriptor): () => void {
  const before = Object.getOwnPropertyDescriptor(object, name)
  const { configurable = true, enumerable = true } = before ?? {}
  Object.defineProperty(object, name, { configurable, enumerable, ...descriptor })
  return () => {
    if (before) Object.defineProperty(object, name, before)
    else Reflect.deleteProperty(object, name)
  }
}
