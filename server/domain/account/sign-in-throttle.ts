import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { DomainError } from '../errors.ts'
import { sha256 } from '../sha256.ts'

/** Wrong passwords in a row without a wait. After that there is a wait of one second, which each further one doubles. */
const FREE_ATTEMPTS = 5
/** The longest wait. No account is locked for longer. */
const LONGEST_WAIT_SECONDS = 15 * 60
/** Wrong passwords of an account are forgotten after a day. */
const PER_ACCOUNT = { points: Number.MAX_SAFE_INTEGER, duration: 24 * 60 * 60 }
const PER_IP = { points: 50, duration: 10 * 60 }
/** New accounts from one address. */
const SIGN_UPS = { points: 20, duration: 60 * 60 }
/** Sign-ups with one invitation, and sign-ups from one address with what is none. */
const INVITATIONS = { points: 20, duration: 60 * 60 }

/** What an attempt to sign in asks. */
export type Throttle = Pick<SignInThrottle, 'attempt' | 'forgive'>

/**
 * Slows down password guessing: per account from any address, and per address on any account. A device that has signed in
 * to the account before is counted apart from both.
 */
export class SignInThrottle {
  readonly #accounts = new RateLimiterMemory(PER_ACCOUNT)
  /** After the free attempts, one attempt on an account at a time. */
  readonly #turns = new RateLimiterMemory({ points: 1, duration: LONGEST_WAIT_SECONDS })
  readonly #ips = new RateLimiterMemory(PER_IP)
  readonly #signUps = new RateLimiterMemory(SIGN_UPS)
  readonly #invitations = new RateLimiterMemory(INVITATIONS)
  readonly #deadInvitations = new RateLimiterMemory(INVITATIONS)

  /**
   * Counts an attempt before its password is checked, so that many attempts at once count like many in a row.
   *
   * @throws DomainError `quota-exceeded`
   */
  async attempt(emailKey: string, ip: string): Promise<void> {
    // The address first: an address that has to wait must not use up the attempts of an account.
    await this.#ips.consume(ip).catch(refuse)
    await this.#slowDown(emailKey)
  }

  /**
   * The same for a device that is known to the account.
   *
   * @throws DomainError `quota-exceeded`
   */
  async attemptOnDevice(emailKey: string, device: string): Promise<void> {
    await this.#slowDown(laneOf(emailKey, device))
  }

  async forgiveOnDevice(emailKey: string, device: string): Promise<void> {
    await this.#forget(laneOf(emailKey, device))
  }

  async #slowDown(lane: string): Promise<void> {
    const { consumedPoints } = await this.#accounts.penalty(lane)
    if (consumedPoints < FREE_ATTEMPTS) return
    const customDuration = Math.min(2 ** (consumedPoints - FREE_ATTEMPTS), LONGEST_WAIT_SECONDS)
    await this.#turns.consume(lane, 1, { customDuration }).catch(async (refusal: RateLimiterRes) => {
      // The password was not checked, so this attempt must not make the next wait longer.
      await this.#accounts.reward(lane)
      return refuse(refusal)
    })
  }

  /** @throws DomainError `quota-exceeded` */
  async countSignUp(ip: string): Promise<void> {
    await this.#signUps.consume(ip).catch(refuse)
  }

  /**
   * Counts a sign-up with an invitation before its password is hashed. The holder of an invitation waits for nobody else
   * in their network.
   *
   * @throws DomainError `quota-exceeded`
   */
  async countInvitation(secret: string): Promise<void> {
    await this.#invitations.consume(sha256(secret).toString('base64')).catch(refuse)
  }

  /** Counts a sign-up with an invitation that nobody can use. @throws DomainError `quota-exceeded` */
  async countDeadInvitation(ip: string): Promise<void> {
    await this.#deadInvitations.consume(ip).catch(refuse)
  }

  /** The password was right: neither this attempt nor those before it on this account count any more. */
  async forgive(emailKey: string, ip: string): Promise<void> {
    await Promise.all([this.#forget(emailKey), this.#ips.reward(ip)])
  }

  async #forget(lane: string): Promise<void> {
    await Promise.all([this.#accounts.delete(lane), this.#turns.delete(lane)])
  }
}

/** No account's name begins so: addresses have no spaces. */
function laneOf(emailKey: string, device: string): string {
  return `device ${device} ${emailKey}`
}

function refuse({ msBeforeNext }: RateLimiterRes): never {
  throw new DomainError('quota-exceeded', {
    detail: 'Too many attempts. Wait a while, then try again.',
    retryAfterSeconds: Math.ceil(msBeforeNext / 1000),
  })
}
