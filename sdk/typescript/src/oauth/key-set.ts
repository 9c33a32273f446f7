/*
 * The keys that an authorization server signs with (RFC 7517 §5), fetched when they are needed and kept.
 *
 * `jose` decides when to fetch: once in ten minutes, and at most once in thirty seconds because of tokens that name
 * unknown keys. This file adds what happens during an outage.
 */
import type { FlattenedJWSInput } from 'jose'
import { exchangeHttp } from '../platform/http.ts'
import type { Logger } from '../platform/logger.ts'
import { parseObject } from '../platform/parse-object.ts'
import { userAgent } from '../platform/runtime.ts'
import { AccessTokenError } from './access-token-error.ts'

const FRESH_MS = 600_000
const COOLDOWN_MS = 30_000
/** During an outage, old keys stay in use until every token that they can have signed has expired. */
const KEPT_MS = 1_200_000
/** The time between two attempts while there is no answer. */
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
  const source = new KeySource(timeoutMs, logger)
  let find: Promise<FindKey> | undefined
  return async (header, token) => {
    find ??= openSource(`${issuer}/oauth/jwks`, timeoutMs, source)
    try {
      return await (
        await find
      )(header, token)
    } catch (error) {
      // The keys at hand are old, so a missing key does not mean that the token is forged.
      if ((error as { code?: unknown }).code === 'ERR_JWKS_NO_MATCHING_KEY' && source.isFailing)
        throw source.unavailable()
      throw error
    }
  }
}

/** `jose` consists of ES modules only, so it is imported here and in no `require`. */
async function openSource(url: string, timeoutMs: number, source: KeySource): Promise<FindKey> {
  const { createRemoteJWKSet, customFetch } = await import('jose')
  const find = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: FRESH_MS,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: timeoutMs,
    [customFetch]: async (address: string, { signal }: { signal: AbortSignal }) =>
      new Response(await source.read(address, signal)),
  })
  return (header, token) => find(header, token as FlattenedJWSInput)
}

class KeySource {
  readonly #timeoutMs: number
  readonly #logger: Logger
  #last: { body: string; at: number } | undefined
  #failedAt: number | undefined

  constructor(timeoutMs: number, logger: Logger) {
    this.#timeoutMs = timeoutMs
    this.#logger = logger
  }

  get isFailing(): boolean {
    return this.#failedAt !== undefined
  }

  unavailable(): AccessTokenError {
    return new AccessTokenError('temporarily_unavailable', 'Tokens cannot be checked at the moment')
  }

  /** The key set as text: the server's answer, or during an outage the last one. */
  async read(url: string, signal: AbortSignal): Promise<string> {
    if (this.#failedAt !== undefined && Date.now() - this.#failedAt < RETRY_MS) return this.#lastBody()
    const answer = await exchangeHttp({
      method: 'GET',
      url,
      headers: { accept: 'application/jwk-set+json, application/json', 'user-agent': userAgent() },
      timeoutMs: this.#timeoutMs,
      signal,
    })
    if ('failure' in answer) return this.#failed(url, answer.failure)
    if (answer.status !== 200) return this.#failed(url, `status ${answer.status}`)
    if (!isKeySet(answer.body)) return this.#failed(url, 'no key set')
    this.#failedAt = undefined
    this.#last = { body: answer.body, at: Date.now() }
    return answer.body
  }

  #failed(url: string, reason: string): string {
    if (this.#failedAt === undefined) this.#logger.warn(`tokens cannot be checked: ${url} answers ${reason}`)
    this.#failedAt = Date.now()
    return this.#lastBody()
  }

  #lastBody(): string {
    if (this.#last && Date.now() - this.#last.at < KEPT_MS) return this.#last.body
    throw this.unavailable()
  }
}

/** A key set without any key for our algorithm counts as an outage, and does not make all tokens invalid. */
function isKeySet(body: string): boolean {
  const keys = parseObject(body)?.['keys']
  if (!Array.isArray(keys) || !keys.every(isObject)) return false
  return keys.some(({ crv, x, y }) => crv === 'P-256' && typeof x === 'string' && typeof y === 'string')
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
