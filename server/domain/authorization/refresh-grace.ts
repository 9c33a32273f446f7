/**
 * For how long a refresh token that was used may be used again: clients lose answers, and several of their processes
 * refresh at once. Tokens still rotate, as RFC 9700 §4.14.2 asks.
 */
export const REFRESH_GRACE_SECONDS = 60

/** Whether an artifact that was used may still be used again. Only refresh tokens may. */
export function isInGrace(model: string, consumedAt: Date, now: Date): boolean {
  return model === 'RefreshToken' && now.getTime() - consumedAt.getTime() < REFRESH_GRACE_SECONDS * 1000
}
