import type { VerifiedUser } from '../domain/end-user/verified-user.ts'

/**
 * The time of a sign-in, in seconds since the epoch, which is what the library keeps. It is later than the second in which
 * the password was made, so that `isSignedInBefore` can tell sign-ins with this password from those with the one before.
 *
 * @param startedAt milliseconds since the epoch, taken before the password was checked
 */
export function loginTime({ passwordChangedAt }: VerifiedUser, startedAt: number): number {
  const changedAt = passwordChangedAt ? toSeconds(passwordChangedAt.getTime()) + 1 : 0
  return Math.max(toSeconds(startedAt), changedAt)
}

/** Whether a sign-in is from before a password was made. Within the same second it counts as before. */
export function isSignedInBefore(
  loginTs: number | undefined,
  passwordChangedAt: Date | null | undefined,
): boolean {
  return Boolean(passwordChangedAt && loginTs && loginTs <= toSeconds(passwordChangedAt.getTime()))
}

const toSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)
