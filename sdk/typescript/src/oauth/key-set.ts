/*
 * The keys that an authorization server signs with (RFC 7517 §5), fetched when they are needed and kept.
 *
 * They are fetched once in ten minutes, and at most once in thirty seconds because of tokens that name unknown keys.
 * While they are renewed, and during an outage, the last ones stay in use.
 */
import type { FlattenedJWSInput, JSONWebKeySet } from 'jose'
import { exchangeHttp } from '../platform/http.ts'
import type { Logger } from '../platform/logger.ts'
import { parseObject } from '../platform/parse-object.ts'
import { userAgent } from '../platform/runtime.ts'
import { settledWithin } from '../platform/settled-within.ts'
import { AccessTokenError } from './access-token-error.ts'

const FRESH_MS = 600_000
const COOLDOWN_MS = 30_000
/** During an outage, old keys stay in use until every token that they can have signed has expired. */
const KEPT_MS = 1_200_000
/**
 * Old keys wait so long for those that replace them, so that a key that was taken back is refused. Silence for so long
 * counts as an outage, so it is waited once.
 */
const PATIENCE_MS = 1_000
/** The time between two attempts while there are no keys. */
export const RETRY_MS = 2_000

/** Finds the key of a token: what `jwtVerify` takes. Written here, so that no declaration of the package needs `jose`. */
export type FindKey = (header: { alg: string; kid?: string }, token: object) => Promise<CryptoKey>

/**
 * @param issuer the origin whose `/oauth/jwks` holds the keys. Names under `.localhost` are this machine.
 * @param timeoutMs longest wait for an answer, in milliseconds.
 * @returns a function that `jwtVerify` takes as a key. It rejects with `temporarily_unavailable` while the keys
 * cannot be fetched.
 */
export function openKeySet(issuer: string, timeoutMs: number, logger: Logger): FindKey {
  const keys = new KeySet(`${issuer}/oauth/jwks`, timeoutMs, logger)
  return (header, token) => keys.find(header, token)
}

class KeySet {
  readonly #url: string
  readonly #timeoutMs: number
  readonly #logger: Logger
  #match: FindKey = () => Promise.reject(unavailable())
  /** When the keys at hand were answered. */
  #answeredAt = Number.NEGATIVE_INFINITY
  #askedAt = Number.NEGATIVE_INFINITY
  #isAnswering = true
  #hasWarned = false
  #running: { since: number; done: Promise<void> } | undefined

  constructor(url: string, timeoutMs: number, logger: Logger) {
    this.#url = url
    this.#timeoutMs = timeoutMs
    this.#logger = logger
  }

  async find(header: { alg: string; kid?: string }, token: object): Promise<CryptoKey> {
    if (!this.#isYounger(KEPT_MS)) await this.#renew(RETRY_MS)
    else if (!this.#isYounger(FRESH_MS)) await this.#renewSoon()
    if (!this.#isYounger(KEPT_MS)) throw unavailable()
    try {
      return await this.#match(header, token)
    } catch (error) {
      if (!isMissing(error)) throw error
    }
    // The key may be a new one.
    await this.#renew(COOLDOWN_MS)
    try {
      return await this.#match(header, token)
    } catch (error) {
      // The keys at hand are old, so a missing key does not mean that the token is forged.
      throw isMissing(error) && !this.#isAnswering ? unavailable() : error
    }
  }

  #isYounger(ms: number): boolean {
    return Date.now() - this.#answeredAt < ms
  }

  async #renewSoon(): Promise<void> {
    const renewed = this.#renew(COOLDOWN_MS)
    if (this.#isAnswering) await settledWithin(renewed, PATIENCE_MS)
    if (!this.#isYounger(FRESH_MS)) this.#isAnswering = false
  }

  /** Fetches the keys, unless they were asked for within `pauseMs`. Requests at the same time share the answer. */
  #renew(pauseMs: number): Promise<void> {
    const since = Date.now()
    if (this.#running && SHARES && since - this.#running.since < this.#timeoutMs) return this.#running.done
    if (since - this.#askedAt < pauseMs) return Promise.resolve()
    const done = this.#ask()
      .catch(() => this.#failed('what cannot be read'))
      .finally(() => {
        this.#askedAt = Date.now()
        if (this.#running?.done === done) this.#running = undefined
      })
    this.#running = { since, done }
    return done
  }

  async #ask(): Promise<void> {
    const answer = await exchangeHttp({
      method: 'GET',
      url: this.#url,
      headers: { accept: 'application/jwk-set+json, application/json', 'user-agent': userAgent() },
      timeoutMs: this.#timeoutMs,
    })
    if ('failure' in answer) return this.#failed(answer.failure)
    if (answer.status !== 200) return this.#failed(`status ${answer.status}`)
    const keys = readKeySet(answer.body)
    if (!keys) return this.#failed('no key set')
    // `jose` consists of ES modules only, so it is imported here and in no `require`.
    const { createLocalJWKSet } = await import('jose')
    const match = createLocalJWKSet(keys)
    this.#match = (header, token) => match(header, token as FlattenedJWSInput)
    this.#answeredAt = Date.now()
    this.#isAnswering = true
    this.#hasWarned = false
  }

  #failed(reason: string): void {
    if (!this.#hasWarned) this.#logger.warn(`tokens cannot be checked: ${this.#url} answers ${reason}`)
    this.#hasWarned = true
    this.#isAnswering = false
  }
}

/** In Cloudflare's Workers, a request cannot wait for what another one has begun. */
const SHARES =
  (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent !== 'Cloudflare-Workers'

const unavailable = (): AccessTokenError =>
  new AccessTokenError('temporarily_unavailable', 'Tokens cannot be checked at the moment')

const isMissing = (error: unknown): boolean =>
  (error as { code?: unknown }).code === 'ERR_JWKS_NO_MATCHING_KEY'

/** A key set without any key for our algorithm counts as an outage, and does not make all tokens invalid. */
function readKeySet(body: string): JSONWebKeySet | undefined {
  const keys = parseObject(body)['keys']
  if (!Array.isArray(keys) || !keys.every(isObject)) return undefined
  const isUsable = keys.some(
    ({ crv, x, y }) => crv === 'P-256' && typeof x === 'string' && typeof y === 'string',
  )
  return isUsable ? { keys: keys as unknown as JSONWebKeySet['keys'] } : undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
