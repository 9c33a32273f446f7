import type { EndUserDetailsDto } from '#shared/end-user.ts'
import type { TenantContext } from '../context.ts'
import { readActivity } from './end-user-list.repository.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import type { McpServerUser } from './mcp-server-user.entity.ts'
import { presentEndUserDetails } from './present-end-user.ts'

/** Sessions shown of each kind: enough for any person, and a bound for a client that signs in again and again. */
const LIVE_SHOWN = 200
const ENDED_SHOWN = 20

/** Reads the rest of a user: their sessions, live ones first, newest first, and when they were last seen. */
export async function readEndUserDetails(
  ctx: TenantContext,
  user: McpServerUser,
): Promise<EndUserDetailsDto> {
  const { id: mcpServerUserId } = user
  const now = ctx.now()
  const orderBy = { createdAt: 'desc', id: 'desc' } as const
  const { sessionsEndedAt } = await ctx.em.findOneOrFail(McpServer, { id: user.mcpServerId })
  // A session begins when its code is redeemed.
  const begun = { mcpServerUserId, lastSeenAt: { $ne: null } }
  const live = await ctx.em.find(
    McpServerSession,
    {
      ...begun,
      revokedAt: null,
      $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }],
      ...(sessionsEndedAt && { createdAt: { $gt: sessionsEndedAt } }),
    },
    { orderBy, limit: LIVE_SHOWN },
  )
  const ended = await ctx.em.find(
    McpServerSession,
    {
      ...begun,
      $or: [
        { revokedAt: { $ne: null } },
        { expiresAt: { $lte: now } },
        ...(sessionsEndedAt ? [{ createdAt: { $lte: sessionsEndedAt } }] : []),
      ],
    },
    { orderBy, limit: ENDED_SHOWN },
  )
  const activity = await readActivity(ctx, [user.id])
  const all = [...live, ...ended]
  return presentEndUserDetails(user, activity.get(user.id), all, { now, sessionsEndedAt })
}
