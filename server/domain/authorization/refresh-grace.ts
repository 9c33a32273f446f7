/**
 * For how long a refresh token that was used may be used again by anybody who has it: clients lose answers, and several
 * of their processes refresh at once. Tokens still rotate, as RFC 9700 §4.14.2 asks.
 */
export const REFRESH_GRACE_SECONDS = 60

/** Who uses a refresh token. */
export interface RefreshUse {
  /** The network that the request comes from. */
  network: string
  /** Whether the client proved who it is, with a secret or a key. */
  isClientProven: boolean
}

/** A refresh token that is being used. */
export interface UsedToken {
  payload: object
  use: RefreshUse
}

/** The first use of a refresh token. */
export interface FirstUse {
  consumedAt: Date
  /** The network that it was used from; unknown for tokens that were used before this was noted. */
  consumedFrom?: string | undefined
}

/**
 * Whether an artifact that was used may be used again. Only refresh tokens may, when there is no sign of a theft: soon
 * after the first use, from the network of the first use (another window of the client), or by a client that proves
 * who it is (decision 015).
 */
export function mayBeUsedAgain(
  model: string,
  { consumedAt, consumedFrom }: FirstUse,
  now: Date,
  use: RefreshUse | undefined,
): boolean {
  if (model !== 'RefreshToken') return false
  if (now.getTime() - consumedAt.getTime() < REFRESH_GRACE_SECONDS * 1000) return true
  return use !== undefined && (use.isClientProven || use.network === consumedFrom)
}
