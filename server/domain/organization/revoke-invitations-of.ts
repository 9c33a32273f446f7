import type { Role } from '#shared/organization.ts'
import { isPermitted, permissionToInvite } from '#shared/permissions.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { isOpen } from './find-open-invitation.ts'
import { Invitation } from './invitation.entity.ts'

/**
 * Revokes the open invitations that a person could not make any more, inside the transaction that takes the right away.
 *
 * @param role the new role of the person; undefined when they are removed
 */
export async function revokeInvitationsOf(
  em: EntityManager,
  ctx: TenantContext,
  accountId: string,
  role: Role | undefined,
): Promise<void> {
  const revokedAt = ctx.now()
  const open = isOpen(revokedAt)
  const invitations = await em.find(Invitation, { createdByAccountId: accountId, ...open })
  for (const invitation of invitations) {
    if (role && isPermitted(role, permissionToInvite(invitation.role))) continue
    const { organizationId } = ctx
    const revoked = await em.nativeUpdate(
      Invitation,
      { organizationId, id: invitation.id, ...open },
      { revokedAt },
    )
    // Somebody used it meanwhile.
    if (revoked === 0) continue
    const details = { role: invitation.role }
    writeAuditEntry(em, ctx, { action: 'invitation-revoked', subject: invitation.id, details })
  }
}
