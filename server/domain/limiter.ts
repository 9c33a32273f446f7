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

/** Counts in this process. */
export class MemoryLimiter extends RateLimiterMemory implements Limiter {
  override async reward(key: string): Promise<RateLimiterRes> {
    const left = await super.reward(key)
    // What is given back after its window has ended would make the next window larger.
    if (left.consumedPoints < 0) await this.delete(key)
    return left
  }
}

/** Counts in this process only: each process has limits of its own. */
export const limitInMemory: MakeLimiter = (_name, limit) => new MemoryLimiter(limit)
