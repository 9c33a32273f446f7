import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { LockMode } from '@mikro-orm/core'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { endSessions } from './end-sessions.ts'
import { findEndUser } from './find-end-user.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'
import { readEndUserDetails } from './read-end-user-details.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Ends one session at once: its client can neither renew its tokens nor open tickets. Its access token still works at
 * the tools of the MCP server until it expires. Revoking twice is no error.
 *
 * @throws DomainError `server-not-found`, `user-not-found`, `session-not-found`
 */
export async function revokeSession(
  ctx: TenantContext,
  slug: string,
  userId: string,
  sessionId: string,
): Promise<EndUserDetailsDto> {
  allow(ctx, 'manage end-users')
  const user = await findEndUser(ctx, slug, userId)
  await ctx.em.transactional(async (em) => {
    const session = await em.findOne(
      McpServerSession,
      { id: sessionId, mcpServerUserId: user.id },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    )
    if (!session) throw new DomainError('session-not-found')
    const details = { server: slug }
    const ended = await endSessions(em, user.mcpServerId, [session], ctx.now())
    if (ended > 0) writeAuditEntry(em, ctx, { action: 'end-user-session-revoked', subject: userId, details })
    await publishChange(em, ctx.organizationId, { type: 'end-users-changed' })
  })
  return readEndUserDetails(ctx, user)
}
