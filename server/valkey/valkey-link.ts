import { Redis } from 'iovalkey'
import { clientOptions } from './client-options.ts'
import { guardReplies } from './guard-replies.ts'

/** Milliseconds that a request waits for an answer. */
const WAIT_MS = 200
/** Milliseconds for an answer that no request waits for. */
const PROBE_MS = 1_000
/** Milliseconds after which a connection that nobody used is used. A Valkey with a `timeout` closes it otherwise. */
const IDLE_MS = 1_000

export interface LinkOptions {
  url: string
  /** Tries whether Valkey does what is needed, on a new connection and on one that nobody uses, and rejects otherwise. */
  probe: (client: Redis) => Promise<unknown>
  /** Hears of each loss and return, and once of each further fault before the return. `fault` is a code of Valkey, Node or TLS, and has no value of anybody. */
  onChange: (isUp: boolean, fault?: string) => void
}

/**
 * The connection to Valkey. Anything that goes wrong on it (no answer in time, no memory, a read-only replica, a missing
 * password) means that Valkey is away: from then on nobody waits for it. A new connection is made every second, and
 * Valkey is back when the probe has succeeded on it.
 */
export class ValkeyLink {
  readonly client: Redis
  readonly #options: LinkOptions
  /** The connections so far. What comes late from one before changes nothing. */
  #connection = 0
  #isUp = false
  /** When Valkey came back the last time, in the time of `Date.now()`. */
  upSince = 0
  /** What was said since Valkey went. The first fault is often only that the connection ended: why none is made comes later. */
  readonly #faults = new Set<string>()
  /** What the connection itself said, such as that the password is wrong. What fails after it fails for it. */
  #fault: unknown
  /** The connection ends because of a fault, which was said. That it is closed now says nothing more. */
  #isGivenUp = false
  /** So a Valkey that became full or read-only is also found out without a request. */
  readonly #idle = setTimeout(() => void this.ask(this.#options.probe, PROBE_MS), IDLE_MS).unref()

  constructor(options: LinkOptions) {
    this.#options = options
    this.client = new Redis({ ...clientOptions(options.url), lazyConnect: true })
    guardReplies(this.client)
    this.client.on('ready', () => void this.#probe())
    this.client.on('error', (error: unknown) => {
      this.#fault ??= error
    })
    this.client.on('close', () => {
      if (!this.#isGivenUp) this.#leave()
      this.#isGivenUp = false
    })
  }

  /** Connects, again and again until `close`. Waits for nothing. */
  open(): void {
    this.client.connect().catch(() => {})
  }

  close(): void {
    this.client.removeAllListeners('close')
    this.#connection++
    this.#isUp = false
    clearTimeout(this.#idle)
    this.client.disconnect()
  }

  /**
   * Asks Valkey, and waits a moment for it at most.
   *
   * @param waitMs milliseconds of it
   * @returns the answer, or nothing while Valkey is away
   */
  async ask<Answer>(
    question: (client: Redis) => Promise<Answer>,
    waitMs = WAIT_MS,
  ): Promise<Answer | undefined> {
    if (!this.#isUp) return undefined
    this.#idle.refresh()
    const connection = this.#connection
    try {
      return await within(waitMs, question(this.client))
    } catch (error) {
      this.#giveUp(connection, error)
      return undefined
    }
  }

  async #probe(): Promise<void> {
    const connection = this.#connection
    try {
      await within(PROBE_MS, this.#options.probe(this.client))
      if (connection !== this.#connection) return
      // Where the database of the address is none, the client goes on with database 0.
      if (this.#fault !== undefined) throw this.#fault
      this.#isUp = true
      this.#idle.refresh()
      this.upSince = Date.now()
      this.#faults.clear()
      this.#options.onChange(true)
    } catch (error) {
      this.#giveUp(connection, error)
    }
  }

  /** Ends a connection on which something went wrong: the next one may lead to another server, as after a failover. */
  #giveUp(connection: number, error: unknown): void {
    if (connection !== this.#connection) return
    this.#fault ??= error
    this.#leave()
    this.#isGivenUp = true
    this.client.disconnect(true)
  }

  #leave(): void {
    const fault = codeOf(this.#fault)
    this.#fault = undefined
    this.#connection++
    this.#isUp = false
    if (this.#faults.has(fault)) return
    this.#faults.add(fault)
    this.#options.onChange(false, fault)
  }
}

class TooLate extends Error {
  readonly code = 'ETIMEDOUT'
}

async function within<Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  // After a pause of this process, an answer can be there that was not read yet.
  const timer = setTimeout(() => setImmediate(() => reject(new TooLate())), milliseconds)
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** The code of an error: of Valkey it is the first word (`OOM`, `READONLY`), of Node and TLS `code`. Texts can have values. */
export function codeOf(error: unknown): string {
  const { name, code, message = '' } = (error ?? {}) as { name?: unknown; code?: unknown; message?: string }
  if (name === 'ParserError') return 'EPROTO'
  if (typeof code === 'string' && /^[\w/]{1,60}$/.test(code)) return code
  return /^[A-Z]{2,20}(?= )/.exec(message)?.[0] ?? 'closed'
}
