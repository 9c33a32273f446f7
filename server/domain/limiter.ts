import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'

/** So many points in a fixed window, for each key. */
export interface Limit {
  points: number
  /** Seconds. A window begins with the first point that is counted in it. */
  duration: number
}

/** What one window may last instead, in seconds. */
type Options = { customDuration?: number }

/** Counts points for keys, in this process or for all of them together. */
export interface Limiter {
  /** Counts one, or so many. @throws RateLimiterRes when there are now more than the limit; they are counted, too */
  consume(key: string, points?: number, options?: Options): Promise<RateLimiterRes>
  /** Counts, and refuses nothing. */
  penalty(key: string): Promise<RateLimiterRes>
  /** Gives one back of what is counted, if anything is. */
  reward(key: string): Promise<RateLimiterRes>
  /** Forgets all that is counted. */
  delete(key: string): Promise<unknown>
}

/** @param name of what is limited; two limiters with one name may count together */
export type MakeLimiter = (name: string, limit: Limit) => Limiter

/**
 * Counts in this process. What is left of a window goes by the clock of the machine: where that was put back, it would be
 * days. The window itself ends in time, because a timer ends it. So no window is said to last longer than it may.
 */
export class MemoryLimiter extends RateLimiterMemory implements Limiter {
  override consume(key: string, points?: number, options: Options = {}): Promise<RateLimiterRes> {
    return super.consume(key, points, options).then(
      (counted) => this.#bound(counted, options),
      (refusal: RateLimiterRes) => Promise.reject(this.#bound(refusal, options)),
    )
  }

  override async penalty(key: string, points?: number, options: Options = {}): Promise<RateLimiterRes> {
    return this.#bound(await super.penalty(key, points, options), options)
  }

  override async reward(key: string): Promise<RateLimiterRes> {
    const left = this.#bound(await super.reward(key))
    // What is given back after its window has ended would make the next window larger.
    if (left.consumedPoints < 0) await this.delete(key)
    return left
  }

  override async get(key: string): Promise<RateLimiterRes | null> {
    const counted = await super.get(key)
    return counted && this.#bound(counted)
  }

  #bound(counted: RateLimiterRes, { customDuration = 0 }: Options = {}): RateLimiterRes {
    const longest = Math.max(this.duration, customDuration) * 1_000
    return Object.assign(counted, { msBeforeNext: Math.min(counted.msBeforeNext, longest) })
  }
}

/** Counts in this process only: each process has limits of its own. */
export const limitInMemory: MakeLimiter = (_name, limit) => new MemoryLimiter(limit)
