import type { PlatformContext } from '../context.ts'
import { type AuthenticatedSession, Sessions } from './sessions.ts'

/**
 * Finds the account that a session's secret belongs to.
 *
 * @param secret what the cookie held, if there was one
 * @returns undefined when the session is unknown or has ended, or when its account is gone
 */
export async function authenticateSession(
  ctx: PlatformContext,
  secret: string | undefined,
): Promise<AuthenticatedSession | undefined> {
  // A fork of its own: what it reads must not be what a use-case finds in its identity map.
  return secret === undefined ? undefined : new Sessions(ctx.em.fork()).read(secret)
}
