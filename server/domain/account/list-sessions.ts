import type { DashboardSessionDto } from '#shared/account.ts'
import type { PlatformContext } from '../context.ts'
import { sha256 } from '../sha256.ts'
import { describeUserAgent } from './describe-user-agent.ts'
import { Sessions } from './sessions.ts'

/**
 * The live sessions of an account, the one that was used last first.
 *
 * @param secret of the session that asks
 */
export async function listSessions(
  ctx: PlatformContext,
  accountId: string,
  secret: string,
): Promise<DashboardSessionDto[]> {
  const own = sha256(secret)
  const sessions = await new Sessions(ctx.em).list(accountId)
  return sessions.map(({ id, idHash, userAgent, createdAt, lastSeenAt }) => ({
    id,
    browser: describeUserAgent(userAgent),
    createdAt: createdAt.toISOString(),
    ...(lastSeenAt && { lastSeenAt: lastSeenAt.toISOString() }),
    current: own.equals(idHash),
  }))
}
