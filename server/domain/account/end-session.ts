import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { Sessions } from './sessions.ts'

/**
 * Ends one session of an account, at once.
 *
 * @throws DomainError `session-not-found`: unknown, ended, or of another account
 */
export async function endSession(ctx: PlatformContext, accountId: string, sessionId: string): Promise<void> {
  const found = await new Sessions(ctx.em).endById(accountId, sessionId)
  if (!found) throw new DomainError('session-not-found')
}
