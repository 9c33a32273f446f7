import type { Redis } from 'iovalkey'
import { type RateLimiterRes, RateLimiterValkey } from 'rate-limiter-flexible'
import { type Limit, type Limiter, type MakeLimiter, MemoryLimiter } from '../domain/limiter.ts'
import { ForgetLater } from './forget-later.ts'
import { keyedName } from './keyed-name.ts'
import { ProtocolError } from './protocol-error.ts'
import type { ValkeyLink } from './valkey-link.ts'

/**
 * Adds points to a count, and answers with the count and what is left of its window in milliseconds.
 *
 * - The first points begin the window. So do the first ones after a count was forgotten, which stays as 0 until its window ends.
 * - No count stays below 0, as in `MemoryLimiter`: a new one is deleted then, and one that was there becomes 0.
 * - What is no number or has no end was written by somebody else. It would refuse for ever or be a fault each time, so it is replaced.
 * - What ends later than any window was written before a clock was put back. Its window begins now.
 *
 * The package's own script calls `server`, which Redis does not have. The user that docs/operating.md describes may do all that
 * this calls.
 */
const COUNT = `
local isNew
local function add()
  isNew = redis.call('set', KEYS[1], 0, 'EX', ARGV[2], 'NX')
  local count = redis.pcall('incrby', KEYS[1], ARGV[1])
  if count == tonumber(ARGV[1]) then redis.call('set', KEYS[1], count, 'EX', ARGV[2]) end
  return count, redis.call('pttl', KEYS[1])
end
local count, ttl = add()
if type(count) == 'table' or ttl < 0 then
  redis.call('del', KEYS[1])
  count, ttl = add()
end
if type(count) == 'table' then return count end
if ttl > 1000 * math.max(ARGV[2], ARGV[4]) then
  redis.call('set', KEYS[1], count, 'EX', ARGV[2])
  ttl = redis.call('pttl', KEYS[1])
end
if count < 0 and isNew then redis.call('del', KEYS[1])
elseif count < 0 then redis.call('set', KEYS[1], 0, 'KEEPTTL') end
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

/** Waits for a count. What is none would be below each limit, and let everything through. */
export async function readCount(answer: Promise<RateLimiterRes>): Promise<RateLimiterRes> {
  const counted = await answer
  if (!Number.isSafeInteger(counted.consumedPoints)) throw new ProtocolError('The answer is no count')
  return counted
}

interface Options {
  link: ValkeyLink
  /** Keys are hashed with it: without it, nobody finds out which address or network a key stands for. */
  secret: string
  /** Hears of each decision that was made without Valkey. */
  onFallback: () => void
  /** Tells the other processes that these keys are forgotten. */
  tellForgotten: (client: Redis, keys: readonly string[]) => Promise<unknown>
}

/**
 * Makes limiters that count in Valkey for all processes together. All is counted in memory, too: while Valkey is away,
 * this process decides by what it has counted itself. So nothing begins anew, neither at a loss nor when Valkey comes back
 * empty.
 */
export function limitInValkey(options: Options) {
  const limiters: SharedLimiter[] = []
  const later = new ForgetLater()
  const makeLimiter: MakeLimiter = (name, limit) => {
    const limiter = new SharedLimiter(name, limit, later, options)
    limiters.push(limiter)
    return limiter
  }
  return {
    makeLimiter,
    /** Another process has forgotten these keys. */
    forget: (keys: readonly string[]) => {
      for (const limiter of limiters) limiter.forget(keys)
    },
    /** Makes up for what was forgotten while Valkey was away. */
    async makeUp(client: Redis): Promise<void> {
      for (;;) {
        const keys = await later.makeUp(client)
        if (keys.length === 0) return
        await options.tellForgotten(client, keys)
        // Valkey counts as away until all of this is done, so that more may have been forgotten meanwhile.
      }
    },
  }
}

class SharedLimiter implements Limiter {
  readonly #limit: Limit
  readonly #own: MemoryLimiter
  readonly #shared: RateLimiterValkey
  readonly #keyOf: (key: string) => string
  readonly #later: ForgetLater
  readonly #options: Options

  constructor(name: string, limit: Limit, later: ForgetLater, options: Options) {
    this.#limit = limit
    this.#later = later
    this.#options = options
    this.#own = new MemoryLimiter(limit)
    this.#shared = counterIn(options.link.client, name, limit)
    this.#keyOf = (key) => keyedName(options.secret, `limit ${name} ${key}`)
  }

  async consume(key: string, points = 1, options = {}): Promise<RateLimiterRes> {
    const counted = await this.#count(key, points, options)
    if (counted.consumedPoints > this.#limit.points) throw counted
    return counted
  }

  penalty(key: string): Promise<RateLimiterRes> {
    return this.#count(key, 1, {})
  }

  async reward(key: string): Promise<RateLimiterRes> {
    const hashed = this.#keyOf(key)
    const own = await this.#own.reward(hashed)
    return (await this.#options.link.ask(() => readCount(this.#shared.reward(hashed)))) ?? own
  }

  async delete(key: string): Promise<void> {
    const hashed = this.#keyOf(key)
    await this.#own.delete(hashed)
    const shared = this.#shared.getKey(hashed)
    const end = Date.now() + this.#limit.duration * 1_000
    const forgotten = await this.#options.link.ask((client) =>
      Promise.all([
        // Not deleted: what is not there is begun by a process that was away and has counted it before.
        client.set(shared, 0, 'KEEPTTL', 'XX'),
        this.#options.tellForgotten(client, [shared]),
      ]),
    )
    if (!forgotten) this.#later.add(shared, { end, countedSince: () => this.#own.get(hashed) })
  }

  /** Another process has forgotten these keys of Valkey, which are of any limiter. */
  forget(keys: readonly string[]): void {
    const prefix = this.#shared.getKey('')
    for (const key of keys) if (key.startsWith(prefix)) void this.#own.delete(key.slice(prefix.length))
  }

  async #count(key: string, points: number, options: { customDuration?: number }): Promise<RateLimiterRes> {
    const hashed = this.#keyOf(key)
    const before = await this.#own.get(hashed)
    const own = await this.#own.penalty(hashed, points, options)
    const shared = await this.#options.link.ask(async (client) => {
      const carried = this.#carryOver(client, hashed, before)
      const counting = readCount(this.#shared.penalty(hashed, points, options))
      const [counted] = await Promise.all([counting, carried])
      return counted
    })
    if (!shared) {
      this.#options.onFallback()
      return own
    }
    // Another process has forgotten it, and this one has not heard it.
    if (own.consumedPoints > shared.consumedPoints)
      await this.#own.set(hashed, shared.consumedPoints, Math.max(shared.msBeforeNext, 1) / 1_000)
    return shared
  }

  /**
   * Where Valkey has no count, it begins with what was counted here before it came back: it may have come back empty.
   * Otherwise whoever is slowed down would be free again at each of its restarts.
   */
  #carryOver(client: Redis, hashed: string, before: RateLimiterRes | null): Promise<unknown> | undefined {
    if (!before || before.msBeforeNext <= 0) return undefined
    const begun = Date.now() + before.msBeforeNext - this.#limit.duration * 1_000
    if (begun >= this.#options.link.upSince) return undefined
    const key = this.#shared.getKey(hashed)
    return client.set(key, before.consumedPoints, 'PX', before.msBeforeNext, 'NX')
  }
}
