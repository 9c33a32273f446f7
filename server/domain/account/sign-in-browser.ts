import { randomBytes } from 'node:crypto'
import type { DomainSettings } from '../context.ts'
import { KnownMarks } from './known-marks.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

const ID = /^[\w-]{22}$/
const ID_BYTES = 16

/** An account that somebody wants to sign in to, whether or not there is one. */
export interface AskedAccount {
  emailKey: string
  /** Browsers and networks that signed in before this moment are not known any more. */
  knownSince?: Date | null | undefined
  /** The networks that it was signed in to from, as `remember` returned them. */
  knownNetworks?: string | null | undefined
}

export interface SignInBrowserOptions {
  throttle: SignInThrottle
  settings: Pick<DomainSettings, 'appSecret' | 'previousAppSecret'>
  now: () => Date
  /** The MCP server whose users sign in; absent for staff. What is known at one is known at no other. */
  mcpServerId?: string
  /** What the browser sent; any text. */
  cookie: string | undefined
  /** The network that the request came from. */
  network: string
}

/**
 * A browser at sign-in. Once somebody has signed in with it to an account, its attempts on this account have a lane of
 * their own in the throttle. The same holds for its network. So strangers who guess the password do not make its owner
 * wait (decision 017). The browser keeps the proof in a cookie, which opens nothing.
 */
export class SignInBrowser {
  readonly #options: SignInBrowserOptions
  readonly #id: string
  readonly #marks: KnownMarks
  #hasChanged = false

  constructor(options: SignInBrowserOptions) {
    const { cookie = '', settings, now } = options
    const [id = '', ...marks] = cookie.split('.')
    this.#options = options
    this.#id = ID.test(id) ? id : randomBytes(ID_BYTES).toString('base64url')
    this.#marks = new KnownMarks(settings, now(), marks.join('.'))
  }

  /** What the browser has to keep, if that has changed. */
  get cookie(): string | undefined {
    return this.#hasChanged ? `${this.#id}.${this.#marks.toString()}` : undefined
  }

  /**
   * Counts an attempt before its password is checked, so that many attempts at once count like many in a row.
   *
   * @throws DomainError `quota-exceeded`
   */
  async attempt(account: AskedAccount): Promise<void> {
    await this.#options.throttle.attempt(this.#laneOf(account))
  }

  /**
   * The password was right: the attempts before do not count any more, and browser and network are known from now on.
   *
   * @returns the networks that the account has to keep, if they have changed
   */
  async welcome(account: AskedAccount): Promise<string | undefined> {
    await this.#options.throttle.forgive(this.#laneOf(account))
    return this.remember(account)
  }

  /** Makes browser and network known to an account. @returns the networks that it has to keep, if they have changed */
  remember(account: AskedAccount): string | undefined {
    if (this.#marks.add(this.#deviceSubject(account))) this.#hasChanged = true
    const networks = this.#networksOf(account)
    return networks.add(this.#networkSubject(account)) ? networks.toString() : undefined
  }

  /** @throws DomainError `quota-exceeded` */
  async countSignUp(): Promise<void> {
    await this.#options.throttle.countSignUp(this.#network)
  }

  #laneOf(account: AskedAccount) {
    const name = `${this.#realm} ${account.emailKey}`
    if (this.#marks.has(this.#deviceSubject(account))) return { account: name, device: this.#id }
    const isKnown = this.#networksOf(account).has(this.#networkSubject(account))
    return { account: name, network: this.#network, isKnown }
  }

  #networksOf({ knownNetworks }: AskedAccount): KnownMarks {
    const { settings, now } = this.#options
    return new KnownMarks(settings, now(), knownNetworks)
  }

  #deviceSubject(account: AskedAccount): string {
    return `device ${this.#id} ${this.#subjectOf(account)}`
  }

  #networkSubject(account: AskedAccount): string {
    return `network ${this.#options.network} ${this.#subjectOf(account)}`
  }

  #subjectOf({ emailKey, knownSince }: AskedAccount): string {
    return `${this.#realm} ${knownSince?.getTime() ?? 0} ${emailKey}`
  }

  get #realm(): string {
    return this.#options.mcpServerId ?? 'staff'
  }

  get #network(): string {
    return `${this.#realm} ${this.#options.network}`
  }
}
