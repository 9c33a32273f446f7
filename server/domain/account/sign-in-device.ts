import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { appSecrets } from '../app-secrets.ts'
import type { DomainSettings } from '../context.ts'
import type { SignInThrottle, Throttle } from './sign-in-throttle.ts'

/** An id and the marks of accounts, the newest first. */
const COOKIE = /^[\w-]{22}(?:\.[\w-]{22})*$/
const ID_BYTES = 16
/** Accounts that one device is known to. */
const MARKS = 5

/**
 * A browser at sign-in. Once somebody has signed in with it to an account, its attempts on this account have a lane of
 * their own in the throttle: strangers who guess the password do not make its owner wait. It keeps the proof in a cookie,
 * and nothing is stored.
 */
export class SignInDevice implements Throttle {
  readonly #throttle: SignInThrottle
  readonly #secrets: readonly string[]
  readonly #id: string
  #marks: string[]
  #hasChanged = false

  /** @param cookie what the browser sent; any text */
  constructor(
    throttle: SignInThrottle,
    settings: Pick<DomainSettings, 'appSecret' | 'previousAppSecret'>,
    cookie: string | undefined,
  ) {
    const [id, ...marks] = COOKIE.test(cookie ?? '') ? cookie!.split('.') : []
    this.#throttle = throttle
    this.#secrets = appSecrets(settings)
    this.#id = id ?? randomBytes(ID_BYTES).toString('base64url')
    this.#marks = marks.slice(0, MARKS)
  }

  /** What the browser has to keep, if that has changed. */
  get cookie(): string | undefined {
    return this.#hasChanged ? [this.#id, ...this.#marks].join('.') : undefined
  }

  /** @throws DomainError `quota-exceeded` */
  attempt(account: string, network: string): Promise<void> {
    return this.#knows(account)
      ? this.#throttle.attemptOnDevice(account, this.#id)
      : this.#throttle.attempt(account, network)
  }

  /** The password was right: from now on, this device is known to the account. */
  async forgive(account: string, network: string): Promise<void> {
    if (this.#knows(account)) return this.#throttle.forgiveOnDevice(account, this.#id)
    await this.#throttle.forgive(account, network)
    this.#marks = [this.#mark(account, this.#secrets[0]!), ...this.#marks].slice(0, MARKS)
    this.#hasChanged = true
  }

  #knows(account: string): boolean {
    const marks = this.#secrets.map((secret) => this.#mark(account, secret))
    return this.#marks.some((own) => marks.some((mark) => isSame(own, mark)))
  }

  #mark(account: string, secret: string): string {
    const digest = createHmac('sha256', secret).update(`device:${this.#id}:${account}`).digest()
    return digest.subarray(0, ID_BYTES).toString('base64url')
  }
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
