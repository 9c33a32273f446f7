import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SignInProgressDto } from '#shared/sign-in.ts'
import type { Interaction, InteractionResults } from 'oidc-provider'
import type { VerifiedUser } from '../domain/end-user/verified-user.ts'
import { DomainError } from '../domain/errors.ts'
import { loginTime } from './login-time.ts'
import type { Issuer, ServerIssuer } from './issuers.ts'

/** A sign-in under way in one browser: an interaction of oidc-provider, found by path and cookie together. */
export class SignIn<Of extends Issuer = ServerIssuer> {
  readonly issuer: Of
  readonly interaction: Interaction
  readonly request: IncomingMessage
  readonly response: ServerResponse

  private constructor(
    issuer: Of,
    interaction: Interaction,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    this.issuer = issuer
    this.interaction = interaction
    this.request = request
    this.response = response
  }

  /** @throws DomainError `sign-in-expired`: unknown, finished, or of another browser */
  static async find<Of extends Issuer>(
    issuer: Of,
    request: IncomingMessage,
    response: ServerResponse,
    uid: string,
  ): Promise<SignIn<Of>> {
    const interaction = await issuer.provider
      .interactionDetails(request, response)
      .catch((error: unknown) => {
        if (issuer.isExpired(error)) return undefined
        throw error
      })
    if (interaction?.uid !== uid) throw new DomainError('sign-in-expired')
    return new SignIn(issuer, interaction, request, response)
  }

  /** @throws DomainError `sign-in-expired` when the sign-in is at another step, as after the browser's back button */
  expect(step: 'login' | 'consent'): void {
    if (this.interaction.prompt.name !== step) throw new DomainError('sign-in-expired')
  }

  /**
   * Goes on as this user. If another user is signed in to this browser, their session ends first.
   *
   * @param startedAt milliseconds since the epoch, taken before the password was checked
   */
  async logIn(user: VerifiedUser, startedAt: number): Promise<SignInProgressDto> {
    const { id: accountId } = user
    const before = this.interaction.session?.accountId
    if (before && before !== accountId) {
      await this.endSession()
      // The library would go on only in the old session, which it ends on a page that is not served here.
      delete this.interaction.session
      await this.interaction.save(this.interaction.exp - Math.floor(Date.now() / 1000))
    }
    // The library would take the time at which the sign-in goes on, which may be an hour later.
    return this.#goOn({ login: { accountId, ts: loginTime(user, startedAt) } })
  }

  /** Signs the browser out. The consent that its user gave to clients stays. */
  async endSession(): Promise<void> {
    const { provider } = this.issuer
    const session = await provider.Session.get(provider.createContext(this.request, this.response))
    await session.destroy()
  }

  /** When the user of this browser signed in, in seconds since the epoch. */
  async readLoginTime(): Promise<number | undefined> {
    const { provider } = this.issuer
    const session = await provider.Session.get(provider.createContext(this.request, this.response))
    return session.loginTs
  }

  /** Goes on with the consent of the user. */
  consent(grantId: string): Promise<SignInProgressDto> {
    return this.#goOn({ consent: { grantId } })
  }

  /** Goes on as this account, with its consent. The library keeps no session of it. */
  approve(accountId: string, grantId: string): Promise<SignInProgressDto> {
    return this.#goOn({ login: { accountId, remember: false }, consent: { grantId } })
  }

  /** Sends the user back to the client with an error (RFC 6749 §4.1.2.1). */
  fail(error: string, description: string): Promise<SignInProgressDto> {
    return this.#goOn({ error, error_description: description })
  }

  async #goOn(result: InteractionResults): Promise<SignInProgressDto> {
    const { provider } = this.issuer
    return { redirectTo: await provider.interactionResult(this.request, this.response, result) }
  }
}
