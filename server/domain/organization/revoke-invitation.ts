import { permissionToInvite } from '#shared/permissions.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { isOpen } from './find-open-invitation.ts'
import { Invitation } from './invitation.entity.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Revokes an invitation. It needs the permission to make one like it.
 *
 * @throws DomainError `forbidden`, `invitation-not-found`: unknown, or not open any more
 */
export async function revokeInvitation(ctx: TenantContext, id: string): Promise<void> {
  allow(ctx, 'invite members')
  const { em, organizationId } = ctx
  const invitation = await em.findOne(Invitation, { id })
  if (!invitation) throw new DomainError('invitation-not-found')
  allow(ctx, permissionToInvite(invitation.role))
  const revokedAt = ctx.now()
  await em.transactional(async (em) => {
    const open = { organizationId, id, ...isOpen(revokedAt) }
    const revoked = await em.nativeUpdate(Invitation, open, { revokedAt })
    if (revoked === 0) throw new DomainError('invitation-not-found')
    const details = { role: invitation.role }
    writeAuditEntry(em, ctx, { action: 'invitation-revoked', subject: id, details })
    await publishChange(em, organizationId, { type: 'members-changed' })
  })
}
