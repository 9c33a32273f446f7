import { randomBytes } from 'node:crypto'
import type { NewPasswordDto } from '#shared/end-user.ts'
import { hashPassword } from '../account/passwords.ts'
import { LockMode } from '@mikro-orm/core'
import { updateRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { endSessions } from './end-sessions.ts'
import { findEndUser } from './find-end-user.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Gives a user a new password. It is shown once, and staff tell it to the user, because the platform sends no mail.
 * At the next sign-in, the user has to choose another one. All sessions end, and every browser has to sign in again, so
 * that the old password is good for nothing.
 *
 * @throws DomainError `server-not-found`, `user-not-found`
 */
export async function resetEndUserPassword(
  ctx: TenantContext,
  slug: string,
  userId: string,
): Promise<NewPasswordDto> {
  allow(ctx, 'manage end-users')
  const user = await findEndUser(ctx, slug, userId)
  const password = randomBytes(15).toString('base64url')
  const passwordHash = await hashPassword(password)
  await ctx.em.transactional(async (em) => {
    // The user may be changing the password at this moment; without the lock the flag could be lost.
    await em.refresh(user, { lockMode: LockMode.PESSIMISTIC_WRITE })
    writeAuditEntry(em, ctx, {
      action: 'end-user-password-reset',
      subject: userId,
      details: { server: slug },
    })
    await updateRow(em, user, {
      passwordHash,
      passwordChangedAt: ctx.now(),
      passwordMustChange: true,
      knownNetworks: null,
    })
    const sessions = await em.find(McpServerSession, { mcpServerUserId: user.id, revokedAt: null })
    await endSessions(em, user.mcpServerId, sessions, ctx.now())
    await publishChange(em, ctx.organizationId, { type: 'end-users-changed' })
  })
  return { password }
}
