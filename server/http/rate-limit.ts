import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { QuotaLane } from '#shared/error-codes.ts'
import { RateLimiterRes } from 'rate-limiter-flexible'
import { DomainError } from '../domain/errors.ts'
import { type Limiter, limitInMemory, type MakeLimiter } from '../domain/limiter.ts'
import { networkOf } from './network-of.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A file that is the same for everybody. */
    isFile?: boolean
    /** It asks other machines, and counts wherever it is. */
    isCostly?: boolean
  }
  interface FastifyInstance {
    /** Makes what counts quotas and attempts, for all processes where they share it. */
    makeLimiter: MakeLimiter
    /**
     * Counts a request for its network, for what has no hooks.
     *
     * @throws DomainError `quota-exceeded`
     */
    guardNetwork: (request: FastifyRequest) => Promise<void>
  }
  interface FastifyRequest {
    /** The quotas this request took from, in that order. */
    quotas: QuotaState[]
  }
}

/** A quota after one was taken; times in seconds. */
interface QuotaState {
  policy: string
  quota: number
  window: number
  remaining: number
  reset: number
}

interface QuotaOptions {
  /** What the answer's headers call it. */
  policy: string
  quota: number
  /** Of the window. */
  seconds: number
  /** What a refusal names as full. */
  lane?: QuotaLane
}

/** So many requests in a fixed window, per key. */
export class Quota {
  readonly #policy: string
  readonly #quota: number
  readonly #window: number
  readonly #lane: QuotaLane | undefined
  readonly #limiter: Limiter

  /** @param makeLimiter says where it is counted */
  constructor(makeLimiter: MakeLimiter, { policy, quota, seconds, lane }: QuotaOptions) {
    this.#policy = policy
    this.#quota = quota
    this.#window = seconds
    this.#lane = lane
    this.#limiter = makeLimiter(policy, { points: quota, duration: seconds })
  }

  /**
   * Takes one from what the key has left, and notes the rest for the answer's headers.
   *
   * @returns gives it back, unless its window is over by then
   * @throws DomainError `quota-exceeded`: then nothing was taken
   */
  async take(request: FastifyRequest, key: string): Promise<() => Promise<void>> {
    const state = await this.#limiter.consume(key).catch((refusal: unknown) => {
      if (refusal instanceof RateLimiterRes) return refusal
      throw refusal
    })
    const reset = Math.ceil(state.msBeforeNext / 1000)
    const [policy, quota, window] = [this.#policy, this.#quota, this.#window]
    const others = request.quotas.filter((taken) => taken.policy !== policy)
    request.quotas = [...others, { policy, quota, window, remaining: state.remainingPoints, reset }]
    if (state.consumedPoints > quota) {
      await this.#limiter.reward(key)
      throw new DomainError('quota-exceeded', { retryAfterSeconds: withJitter(reset), lane: this.#lane })
    }
    const windowEnd = performance.now() + state.msBeforeNext
    return async () => {
      request.quotas = request.quotas.filter((taken) => taken.policy !== policy)
      // A window that began later must not be given more than its quota.
      if (performance.now() < windowEnd) await this.#limiter.reward(key)
    }
  }
}

/** Of what one network may ask, so much at most without an `Authorization`. */
const SHARE_WITHOUT_AUTHORIZATION = 0.8

/**
 * The outer guard, before anything else is looked at: so many requests a minute from one network. Reading the
 * dashboard and the files of the sign-in pages is not counted, because they and event streams are many and cheap.
 *
 * All users of an MCP server may have its address, so what has no `Authorization` does not get all of it. Whether a token
 * is good is not known here: one that is made up counts like any other, and the guard is no wider for it.
 */
export function limitByIp(app: FastifyInstance, perMinute: number): void {
  // Each process guards itself, whatever the others do.
  const guard = (policy: string, quota: number) =>
    new Quota(limitInMemory, { policy, quota, seconds: 60, lane: 'network' })
  const network = guard('network', perMinute)
  const unsigned = guard('network-unsigned', Math.ceil(perMinute * SHARE_WITHOUT_AUTHORIZATION))
  app.decorateRequest('quotas')
  app.decorate('guardNetwork', async (request) => {
    const key = networkOf(request.ip)
    // First, so that what it refuses takes nothing from those with a token.
    if (request.headers.authorization === undefined) await unsigned.take(request, key)
    await network.take(request, key)
  })
  app.addHook('onRequest', async (request) => {
    request.quotas = []
    if (!isCheap(request)) await app.guardNetwork(request)
  })
  // Absent on what is answered before the guard.
  app.addHook('onSend', async ({ quotas = [] }: Partial<FastifyRequest>, reply) => {
    const tells = reply.statusCode === 429 || (reply.statusCode >= 200 && reply.statusCode < 300)
    if (tells && quotas.length > 0) reply.headers(rateLimitHeaders(quotas))
  })
}

/** A preflight comes before each reading call of a script in a browser, and reads nothing. */
const CHEAP_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

function isCheap({ method, is404, routeOptions }: FastifyRequest): boolean {
  const { site, isFile, isCostly } = routeOptions.config
  return !is404 && !isCostly && (site === 'app' || isFile === true) && CHEAP_METHODS.has(method)
}

/** Structured fields of draft-ietf-httpapi-ratelimit-headers-10 §3 and §4. */
function rateLimitHeaders(quotas: readonly QuotaState[]) {
  return {
    'ratelimit-policy': quotas
      .map(({ policy, quota, window }) => `"${policy}";q=${quota};w=${window}`)
      .join(', '),
    ratelimit: quotas
      .map(({ policy, remaining, reset }) => `"${policy}";r=${remaining};t=${reset}`)
      .join(', '),
  }
}

/** Up to a tenth longer, so that everybody who was refused together does not come back together. */
function withJitter(seconds: number): number {
  return Math.ceil(seconds * (1 + Math.random() / 10))
}
