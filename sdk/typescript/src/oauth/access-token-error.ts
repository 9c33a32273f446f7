/**
 * Why a token was not accepted.
 *
 * - `invalid_token` (RFC 6750 §3.1): the token is at fault; its holder needs another one.
 * - `temporarily_unavailable`: nobody can tell, because the authorization server's keys cannot be read or this server
 *   is not set up. Never answer that with a 401, which would make clients sign their users in again.
 */
export class AccessTokenError extends Error {
  override name = 'AccessTokenError'
  readonly code: 'invalid_token' | 'temporarily_unavailable'

  /** @param message says what is wrong, without a word of the token. */
  constructor(code: AccessTokenError['code'], message: string) {
    super(message)
    this.code = code
  }
}
