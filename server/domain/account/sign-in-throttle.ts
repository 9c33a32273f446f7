import type { RateLimiterRes } from 'rate-limiter-flexible'
import { DomainError } from '../errors.ts'
import type { Limiter, MakeLimiter } from '../limiter.ts'
import { sha256 } from '../sha256.ts'

/** Wrong passwords in a row without a wait. After that there is a wait of one second, which each further one doubles. */
const FREE_ATTEMPTS = 5
/** The longest wait. No account is locked for longer. */
const LONGEST_WAIT_SECONDS = 15 * 60
/** Wrong passwords of a lane are forgotten after a day. */
const PER_LANE = { points: Number.MAX_SAFE_INTEGER, duration: 24 * 60 * 60 }
/** On one account, from all networks together that it was never signed in to from. One network alone gets about half. */
const STRANGERS = { points: 30, duration: LONGEST_WAIT_SECONDS }
const PER_NETWORK = { points: 50, duration: 10 * 60 }
const HOUR = 60 * 60
/** Sign-ups with one invitation, and sign-ups from one network with what is none. */
const INVITATIONS = { points: 20, duration: HOUR }

/** Where an attempt on an account comes from: a device that is known to the account, or else a network. */
export type Lane =
  | { account: string; device: string; network?: undefined }
  | {
      account: string
      network: string
      /** Whether the account was signed in to from this network before. */
      isKnown: boolean
    }

/**
 * Slows down password guessing. Each device that is known to an account has a lane of its own on it, and each network has
 * one: who guesses in one lane makes nobody in another one wait. All networks that are not known to the account have a
 * limit together, so that many of them guess no faster than a few.
 */
export class SignInThrottle {
  readonly #lanes: Limiter
  /** After the free attempts, one attempt in a lane at a time. */
  readonly #turns: Limiter
  readonly #strangers: Limiter
  readonly #networks: Limiter
  readonly #signUps: Limiter
  readonly #invitations: Limiter
  readonly #deadInvitations: Limiter

  /**
   * @param signUpsPerHour new accounts from one network
   * @param makeLimiter says where attempts are counted
   */
  constructor(signUpsPerHour: number, makeLimiter: MakeLimiter) {
    this.#lanes = makeLimiter('sign-in-lane', PER_LANE)
    this.#turns = makeLimiter('sign-in-turn', { points: 1, duration: LONGEST_WAIT_SECONDS })
    this.#strangers = makeLimiter('sign-in-strangers', STRANGERS)
    this.#networks = makeLimiter('sign-in-network', PER_NETWORK)
    this.#signUps = makeLimiter('sign-up', { points: signUpsPerHour, duration: HOUR })
    this.#invitations = makeLimiter('invitation', INVITATIONS)
    this.#deadInvitations = makeLimiter('dead-invitation', INVITATIONS)
  }

  /**
   * Counts an attempt before its password is checked, so that many attempts at once count like many in a row.
   *
   * @throws DomainError `quota-exceeded`
   */
  async attempt(lane: Lane): Promise<void> {
    // The network first: one that has to wait must not use up what the account has.
    if (lane.network !== undefined) await this.#networks.consume(lane.network).catch(refuse)
    if (!isStranger(lane)) return this.#slowDown(nameOf(lane))
    await this.#strangers.consume(lane.account).catch(refuse)
    await this.#slowDown(nameOf(lane)).catch(async (error: unknown) => {
      // The password is not checked, so this is no guess.
      await this.#strangers.reward(lane.account)
      throw error
    })
  }

  /** The password was right: neither this attempt nor those before it in its lane count any more. */
  async forgive(lane: Lane): Promise<void> {
    const name = nameOf(lane)
    await Promise.all([
      this.#lanes.delete(name),
      this.#turns.delete(name),
      lane.network !== undefined && this.#networks.reward(lane.network),
      isStranger(lane) && this.#strangers.reward(lane.account),
    ])
  }

  async #slowDown(lane: string): Promise<void> {
    const { consumedPoints } = await this.#lanes.penalty(lane)
    if (consumedPoints < FREE_ATTEMPTS) return
    const customDuration = Math.min(2 ** (consumedPoints - FREE_ATTEMPTS), LONGEST_WAIT_SECONDS)
    await this.#turns.consume(lane, 1, { customDuration }).catch(async (refusal: RateLimiterRes) => {
      // The password was not checked, so this attempt must not make the next wait longer.
      await this.#lanes.reward(lane)
      return refuse(refusal)
    })
  }

  /** @throws DomainError `quota-exceeded` */
  async countSignUp(network: string): Promise<void> {
    await this.#signUps.consume(network).catch(refuse)
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
  async countDeadInvitation(network: string): Promise<void> {
    await this.#deadInvitations.consume(network).catch(refuse)
  }
}

function isStranger(lane: Lane): boolean {
  return lane.network !== undefined && !lane.isKnown
}

/** Addresses and networks have no spaces, so no two lanes have one name. */
function nameOf(lane: Lane): string {
  return lane.network === undefined
    ? `device ${lane.device} ${lane.account}`
    : `${lane.network} ${lane.account}`
}

function refuse({ msBeforeNext }: RateLimiterRes): never {
  throw new DomainError('quota-exceeded', {
    detail: 'Too many attempts. Wait a while, then try again.',
    retryAfterSeconds: Math.ceil(msBeforeNext / 1000),
  })
}
