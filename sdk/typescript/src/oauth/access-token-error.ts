/**
 * Why a token was not accepted.
 *
 * - `invalid_token` (RFC 6750 §3.1): the token is not valid, and its holder needs another one.
 * - `temporarily_unavailable`: the token cannot be checked, because the authorization server's keys cannot be read or
 *   this server is not set up. Do not answer with a 401 then: clients would sign their users in again.
 *
 * @example
 * try {
 *   await obs.verifyAccessToken(token)
 * } catch (error) {
 *   if (error instanceof AccessTokenError && error.code === 'temporarily_unavailable') return retryLater()
 *   throw error
 * }
 */
export class AccessTokenError extends Error {
  override name = 'AccessTokenError'
  readonly code: 'invalid_token' | 'temporarily_unavailable'

  /** @param message says what is wrong. It contains no part of the token. */
  constructor(code: AccessTokenError['code'], message: string) {
    super(message)
    this.code = code
  }
}
