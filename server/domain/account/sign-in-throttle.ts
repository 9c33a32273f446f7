import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { DomainError } from '../errors.ts'

/** Wrong passwords before an account, or an address, has to wait. Nothing is locked for good. */
const PER_ACCOUNT = { points: 10, duration: 15 * 60 }
const PER_IP = { points: 50, duration: 10 * 60 }
/** New accounts from one address. */
const SIGN_UPS = { points: 20, duration: 60 * 60 }

/** Slows down password guessing, per account whatever the address and per address whatever the account. */
export class SignInThrottle {
  readonly #accounts = new RateLimiterMemory(PER_ACCOUNT)
  readonly #ips = new RateLimiterMemory(PER_IP)
  readonly #signUps = new RateLimiterMemory(SIGN_UPS)

  /** @throws DomainError `quota-exceeded` */
  async check(emailKey: string, ip: string): Promise<void> {
    const [account, address] = await Promise.all([this.#accounts.get(emailKey), this.#ips.get(ip)])
    for (const [state, { points }] of [[account, PER_ACCOUNT] as const, [address, PER_IP] as const]) {
      if (!state || state.consumedPoints < points) continue
      throw tooMany(state)
    }
  }

  /** @throws DomainError `quota-exceeded` */
  async countSignUp(ip: string): Promise<void> {
    await this.#signUps.consume(ip).catch((refusal: RateLimiterRes) => {
      throw tooMany(refusal)
    })
  }

  async countFailure(emailKey: string, ip: string): Promise<void> {
    await Promise.all([this.#accounts.penalty(emailKey), this.#ips.penalty(ip)])
  }

  async forgive(emailKey: string): Promise<void> {
    await this.#accounts.delete(emailKey)
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes): DomainError {
  return new DomainError('quota-exceeded', {
    detail: 'Too many attempts. Wait a while, then try again.',
    retryAfterSeconds: Math.ceil(msBeforeNext / 1000),
  })
}
