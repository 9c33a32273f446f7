import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { DomainError } from '../errors.ts'

/** Attempts without the right password before an account, or an address, has to wait. Nothing is locked for good. */
const PER_ACCOUNT = { points: 10, duration: 15 * 60 }
const PER_IP = { points: 50, duration: 10 * 60 }
/** New accounts from one address. */
const SIGN_UPS = { points: 20, duration: 60 * 60 }

/** Slows down password guessing, per account whatever the address and per address whatever the account. */
export class SignInThrottle {
  readonly #accounts = new RateLimiterMemory(PER_ACCOUNT)
  readonly #ips = new RateLimiterMemory(PER_IP)
  readonly #signUps = new RateLimiterMemory(SIGN_UPS)

  /**
   * Counts an attempt before its password is looked at, so that many at once are no more than one after the other.
   *
   * @throws DomainError `quota-exceeded`
   */
  async attempt(emailKey: string, ip: string): Promise<void> {
    // The address first: one that has to wait must not use up the attempts of an account.
    await this.#ips.consume(ip).catch(refuse)
    await this.#accounts.consume(emailKey).catch(refuse)
  }

  /** @throws DomainError `quota-exceeded` */
  async countSignUp(ip: string): Promise<void> {
    await this.#signUps.consume(ip).catch(refuse)
  }

  /** The attempt was good: it does not count, nor do those before it on this account. */
  async forgive(emailKey: string, ip: string): Promise<void> {
    await Promise.all([this.#accounts.delete(emailKey), this.#ips.reward(ip)])
  }
}

function refuse({ msBeforeNext }: RateLimiterRes): never {
  throw new DomainError('quota-exceeded', {
    detail: 'Too many attempts. Wait a while, then try again.',
    retryAfterSeconds: Math.ceil(msBeforeNext / 1000),
  })
}
