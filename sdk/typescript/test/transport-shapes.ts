/* oxlint-disable unicorn/prefer-add-event-listener -- MCP transports have callbacks, not events */
/*
 * Transports of many shapes around the server's side of an in-memory pair.
 */
import type { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'

type Handler = (message: unknown, extra?: unknown) => void

/** The server's side of a pair. A transport below hands its callbacks to it in some way. */
abstract class Carrier {
  protected readonly far: InMemoryTransport
  constructor(far: InMemoryTransport) {
    this.far = far
  }
  async start(): Promise<void> {
    await this.far.start()
  }
  async send(message: unknown): Promise<void> {
    await this.far.send(message as never)
  }
  async close(): Promise<void> {
    await this.far.close()
  }
}

export class SettersOnly extends Carrier {
  set onmessage(handler: Handler | undefined) {
    this.far.onmessage = handler as never
  }
  set onclose(handler: (() => void) | undefined) {
    this.far.onclose = handler as never
  }
  set onerror(handler: ((error: Error) => void) | undefined) {
    this.far.onerror = handler as never
  }
}

/** Each handler that is set is called, also the ones before it. */
class AddingSetters extends Carrier {
  readonly #handlers: Handler[] = []
  constructor(far: InMemoryTransport) {
    super(far)
    far.onmessage = (message, extra) => this.#handlers.forEach((handler) => handler(message, extra))
  }
  set onmessage(handler: Handler | undefined) {
    if (handler) this.#handlers.push(handler)
  }
}

class SetOnce extends Carrier {
  #handler: Handler | undefined
  get onmessage(): Handler | undefined {
    return this.#handler
  }
  set onmessage(handler: Handler | undefined) {
    if (this.#handler) throw new Error('onmessage is set already')
    this.#handler = handler
    this.far.onmessage = handler as never
  }
}

class PrivateFields extends Carrier {
  #onmessage: Handler | undefined
  #onclose: (() => void) | undefined
  get onmessage(): Handler | undefined {
    return this.#onmessage
  }
  set onmessage(handler: Handler | undefined) {
    this.#onmessage = handler
  }
  get onclose(): (() => void) | undefined {
    return this.#onclose
  }
  set onclose(handler: (() => void) | undefined) {
    this.#onclose = handler
  }
  override async start(): Promise<void> {
    this.far.onmessage = (message, extra) => this.#onmessage?.(message, extra)
    this.far.onclose = () => this.#onclose?.()
    await super.start()
  }
}

class WrappingAccessor extends Carrier {
  #onmessage: Handler | undefined
  get onmessage(): Handler | undefined {
    return this.#onmessage
  }
  set onmessage(handler: Handler | undefined) {
    this.#onmessage = handler && ((message, extra) => handler(message, extra))
    this.far.onmessage = this.#onmessage as never
  }
}

class ArrowMethods {
  readonly #far: InMemoryTransport
  onmessage: Handler | undefined = undefined
  onclose: (() => void) | undefined = undefined
  onerror: ((error: Error) => void) | undefined = undefined
  constructor(far: InMemoryTransport) {
    this.#far = far
  }
  start = async (): Promise<void> => {
    this.#far.onmessage = (message, extra) => this.onmessage?.(message, extra)
    await this.#far.start()
  }
  send = async (message: unknown): Promise<void> => this.#far.send(message as never)
  close = async (): Promise<void> => this.#far.close()
}

const withoutPrototype = (far: InMemoryTransport): object =>
  Object.setPrototypeOf(new ArrowMethods(far), null) as object

const bindingProxy = (far: InMemoryTransport): object =>
  new Proxy(new PrivateFields(far), {
    get: (target, name) => {
      const value = Reflect.get(target, name, target) as unknown
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  })

type Method = (...args: unknown[]) => unknown

/** A proxy whose methods do something of their own before they call those of its target. */
const loggingProxy =
  (log: (name: string | symbol) => Promise<void> | undefined, ...names: string[]) =>
  (far: InMemoryTransport): object =>
    new Proxy(new PlainMethods(far), {
      get(target, name) {
        const members = target as unknown as Record<string | symbol, unknown>
        if (typeof members[name] !== 'function' || (names.length > 0 && !names.includes(String(name))))
          return members[name]
        const call: Method = (...args) => (members[name] as Method).apply(target, args)
        return (...args: unknown[]) => log(name)?.then(() => call(...args)) ?? call(...args)
      },
    })

/** A proxy some of whose members are not those of its target. */
const replacingProxy =
  (members: (target: PlainMethods) => Partial<Record<string, () => unknown>>) =>
  (far: InMemoryTransport): object => {
    const target = new PlainMethods(far)
    const others = members(target)
    return new Proxy(target, {
      get: (_, name) => (others[String(name)] ?? (() => Reflect.get(target, name, target) as unknown))(),
    })
  }

/** An empty object that answers for another one. */
const facade = (far: InMemoryTransport): object => {
  const behind = new PlainMethods(far) as unknown as Record<string | symbol, unknown>
  return new Proxy(
    {},
    {
      get(_, name) {
        const value = behind[name]
        return typeof value === 'function' && name !== 'onmessage' ? (value.bind(behind) as unknown) : value
      },
      set: (_, name, value) => Reflect.set(behind, name, value),
    },
  )
}

const deafProxy = (far: InMemoryTransport): object =>
  new Proxy(new ArrowMethods(far), {
    set: (target, name, value) => Reflect.set(target, name, value),
    defineProperty: () => false,
  })

export class ThrowingGetters extends Carrier {
  get sessionId(): string {
    throw new Error('sessionId')
  }
  get onmessage(): Handler | undefined {
    throw new Error('onmessage')
  }
  set onmessage(handler: Handler | undefined) {
    this.far.onmessage = handler as never
  }
  get onclose(): (() => void) | undefined {
    throw new Error('onclose')
  }
  set onclose(handler: (() => void) | undefined) {
    this.far.onclose = handler as never
  }
}

const fixed =
  (...names: string[]) =>
  (far: InMemoryTransport): object => {
    const transport = new ArrowMethods(far)
    for (const name of names) Object.defineProperty(transport, name, { configurable: false, writable: false })
    return transport
  }

const fixedSetter = (far: InMemoryTransport): object =>
  Object.defineProperty(new SettersOnly(far), 'onmessage', {
    configurable: false,
    set(handler: Handler) {
      far.onmessage = handler as never
    },
  })

const sealedClass = (far: InMemoryTransport): object => {
  const transport = Object.assign(new PlainMethods(far), { onclose: undefined, onerror: undefined })
  return Object.seal(transport)
}

class PlainMethods extends Carrier {
  onmessage: Handler | undefined = undefined
  override async start(): Promise<void> {
    this.far.onmessage = (message, extra) => this.onmessage?.(message, extra)
    await super.start()
  }
}

const CLASS = PlainMethods.prototype

export type Make = (far: InMemoryTransport) => object

export const TAPPED: [string, Make][] = [
  ['with setters only', (far) => new SettersOnly(far)],
  ['whose setter adds handlers', (far) => new AddingSetters(far)],
  ['whose handler can be set once', (far) => new SetOnce(far)],
  ['with private fields and accessors', (far) => new PrivateFields(far)],
  ['whose accessor wraps', (far) => new WrappingAccessor(far)],
  ['with methods of its own', (far) => new ArrowMethods(far)],
  ['sealed, with methods of its own', (far) => Object.seal(new ArrowMethods(far))],
  ['without a prototype', withoutPrototype],
  ['a proxy that binds methods', bindingProxy],
  ['a proxy that does nothing', (far) => new Proxy(new PlainMethods(far), {})],
  ['a proxy that logs each call', loggingProxy(() => undefined)],
  ['a proxy that logs each start', loggingProxy(() => undefined, 'start')],
  ['a proxy that logs before it sends', loggingProxy(() => Promise.resolve(), 'send')],
]

export const UNTAPPED: [string, Make][] = [
  ['whose send is fixed', fixed('send')],
  ['whose start is fixed', fixed('start')],
  ['whose methods are fixed', fixed('start', 'send')],
  ['whose setter is fixed', fixedSetter],
  ['that is sealed', sealedClass],
  ['a proxy that refuses', deafProxy],
  ['an object that answers for another one', facade],
  [
    'a proxy that sends by itself',
    replacingProxy((target) => ({ send: () => (message: unknown) => CLASS.send.call(target, message) })),
  ],
  [
    'a proxy whose way to send never changes',
    replacingProxy((target) => {
      const send = (message: unknown): Promise<void> => CLASS.send.call(target, message)
      return { send: () => send }
    }),
  ],
  [
    'a proxy that starts by itself',
    replacingProxy((target) => ({ start: () => () => CLASS.start.call(target) })),
  ],
]
