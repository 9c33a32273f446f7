import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { LockMode } from '@mikro-orm/core'
import { updateRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { endSessions } from './end-sessions.ts'
import { findEndUser } from './find-end-user.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'
import { readEndUserDetails } from './read-end-user-details.ts'

/**
 * Disables a user: they cannot sign in, and all their sessions end. After they are enabled again they have to sign in
 * again. Their tickets stay. Disabling twice is no error.
 *
 * @throws DomainError `server-not-found`, `user-not-found`
 */
export async function disableEndUser(
  ctx: TenantContext,
  slug: string,
  userId: string,
): Promise<EndUserDetailsDto> {
  allow(ctx, 'manage end-users')
  const user = await findEndUser(ctx, slug, userId)
  await ctx.em.transactional(async (em) => {
    await em.refresh(user, { lockMode: LockMode.PESSIMISTIC_WRITE })
    if (!user.disabledAt) {
      await updateRow(em, user, { disabledAt: ctx.now() })
      writeAuditEntry(em, ctx, { action: 'end-user-disabled', subject: userId, details: { server: slug } })
    }
    const sessions = await em.find(McpServerSession, { mcpServerUserId: user.id, revokedAt: null })
    await endSessions(em, sessions, ctx.now())
  })
  ctx.changes.publish(ctx.organizationId, { type: 'end-users-changed' })
  return readEndUserDetails(ctx, user)
}
