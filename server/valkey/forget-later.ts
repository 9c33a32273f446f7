import type { Redis } from 'iovalkey'
import type { RateLimiterRes } from 'rate-limiter-flexible'

/** Keys that one process remembers while Valkey is away. Of more, the oldest count again. */
const REMEMBERED = 10_000

/**
 * What is counted in the place of what is forgotten. It is there also where it is nothing: another process may not have
 * heard that the key is forgotten, and begins those that are not there with what it has counted itself.
 */
const REPLACE = `
for index, key in ipairs(KEYS) do
  redis.call('set', key, ARGV[2 * index - 1], 'PX', ARGV[2 * index])
end
`

interface Forgotten {
  /** When its window has ended in any case, in the time of `Date.now()`. */
  end: number
  /** What this process has counted since. */
  countedSince: () => Promise<RateLimiterRes | null>
}

/** What was forgotten while Valkey was away, until Valkey has forgotten it, too. */
export class ForgetLater {
  /** By key. The oldest is first. */
  readonly #forgotten = new Map<string, Forgotten>()

  add(key: string, forgotten: Forgotten): void {
    this.#forgotten.delete(key)
    this.#forgotten.set(key, forgotten)
    if (this.#forgotten.size <= REMEMBERED) return
    const [oldest] = this.#forgotten.keys()
    this.#forgotten.delete(oldest!)
  }

  /** Makes up for it, before anything is counted on this connection. @returns the keys */
  async makeUp(client: Redis): Promise<string[]> {
    const known = [...this.#forgotten]
    const keys: string[] = []
    const values: number[] = []
    for (const [key, { end, countedSince }] of known) {
      const left = end - Date.now()
      if (left <= 0) continue
      const since = await countedSince()
      keys.push(key)
      if (since && since.msBeforeNext > 0) values.push(since.consumedPoints, since.msBeforeNext)
      else values.push(0, left)
    }
    if (keys.length > 0) await client.eval(REPLACE, keys.length, ...keys, ...values)
    for (const [key, forgotten] of known)
      if (this.#forgotten.get(key) === forgotten) this.#forgotten.delete(key)
    return keys
  }
}
