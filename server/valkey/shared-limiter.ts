import type { Redis } from 'iovalkey'
import { type RateLimiterRes, RateLimiterValkey } from 'rate-limiter-flexible'
import { type Limit, type Limiter, type MakeLimiter, MemoryLimiter } from '../domain/limiter.ts'
import { keyedName } from './keyed-name.ts'
import type { ValkeyLink } from './valkey-link.ts'

/**
 * Counts, and begins a window with the first point. As `MemoryLimiter` does, it forgets what is below nothing. The
 * package's own script calls `server`, which Redis has not.
 */
const COUNT = `
redis.call('set', KEYS[1], 0, 'EX', ARGV[2], 'NX')
local count = redis.call('incrby', KEYS[1], ARGV[1])
local ttl = redis.call('pttl', KEYS[1])
if count < 0 then redis.call('del', KEYS[1]) end
return {count, ttl}
`

/** A counter in Valkey. Every key has a time to live. */
export function counterIn(client: Redis, name: string, limit: Limit): RateLimiterValkey {
  return new RateLimiterValkey({
    ...limit,
    storeClient: client,
    keyPrefix: `mcp-obs:${name}`,
    customIncrTtlLuaScript: COUNT,
  })
}

interface Options {
  link: ValkeyLink
  /** Keys are hashed with it: without it, nobody finds out which address or network a key stands for. */
  secret: string
  /** Hears of each decision that was made without Valkey. */
  onFallback: () => void
}

/**
 * Makes limiters that count in Valkey for all processes together. All is counted in memory, too: while Valkey is away,
 * this process decides by what it has counted itself, and nothing begins anew.
 */
export function limitInValkey(options: Options): MakeLimiter {
  return (name, limit) => new SharedLimiter(name, limit, options)
}

class SharedLimiter implements Limiter {
  readonly #points: number
  readonly #own: MemoryLimiter
  readonly #shared: RateLimiterValkey
  readonly #keyOf: (key: string) => string
  readonly #options: Options

  constructor(name: string, limit: Limit, options: Options) {
    this.#points = limit.points
    this.#options = options
    this.#own = new MemoryLimiter(limit)
    this.#shared = counterIn(options.link.client, name, limit)
    this.#keyOf = (key) => keyedName(options.secret, `limit ${name} ${key}`)
  }

  async consume(key: string, points = 1, options = {}): Promise<RateLimiterRes> {
    const counted = await this.#count(key, points, options)
    if (counted.consumedPoints > this.#points) throw counted
    return counted
  }

  penalty(key: string): Promise<RateLimiterRes> {
    return this.#count(key, 1, {})
  }

  async reward(key: string): Promise<RateLimiterRes> {
    const hashed = this.#keyOf(key)
    const own = await this.#own.reward(hashed)
    return (await this.#options.link.ask(() => this.#shared.reward(hashed))) ?? own
  }

  async delete(key: string): Promise<boolean> {
    const hashed = this.#keyOf(key)
    const own = await this.#own.delete(hashed)
    return (await this.#options.link.ask(() => this.#shared.delete(hashed))) ?? own
  }

  async #count(key: string, points: number, options: { customDuration?: number }): Promise<RateLimiterRes> {
    const hashed = this.#keyOf(key)
    const own = await this.#own.penalty(hashed, points, options)
    const shared = await this.#options.link.ask(() => this.#shared.penalty(hashed, points, options))
    if (!shared) this.#options.onFallback()
    return shared ?? own
  }
}
