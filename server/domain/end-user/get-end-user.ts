import type { EndUserDetailsDto } from '#shared/end-user.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { readActivity } from './end-user.repository.ts'
import { findEndUser } from './find-end-user.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'
import type { McpServerUser } from './mcp-server-user.entity.ts'
import { presentEndUser, presentEndUserSession } from './present-end-user.ts'

/** Sessions shown of each kind: enough for any person, and a bound for a client that signs in without end. */
const LIVE_SHOWN = 200
const ENDED_SHOWN = 20

/**
 * One user with their sessions.
 *
 * @throws DomainError `server-not-found`, `user-not-found`
 */
export async function getEndUser(
  ctx: TenantContext,
  slug: string,
  userId: string,
): Promise<EndUserDetailsDto> {
  allow(ctx, 'read end-users')
  return presentDetails(ctx, await findEndUser(ctx, slug, userId))
}

export async function presentDetails(ctx: TenantContext, user: McpServerUser): Promise<EndUserDetailsDto> {
  const { id: mcpServerUserId } = user
  const now = ctx.now()
  const orderBy = { createdAt: 'desc', id: 'desc' } as const
  const live = await ctx.em.find(
    McpServerSession,
    { mcpServerUserId, revokedAt: null, $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }] },
    { orderBy, limit: LIVE_SHOWN },
  )
  const ended = await ctx.em.find(
    McpServerSession,
    { mcpServerUserId, $or: [{ revokedAt: { $ne: null } }, { expiresAt: { $lte: now } }] },
    { orderBy, limit: ENDED_SHOWN },
  )
  const activity = await readActivity(ctx, [user.id])
  return {
    ...presentEndUser(user, activity.get(user.id)),
    sessionList: [...live, ...ended].map((session) => presentEndUserSession(session, now)),
  }
}
