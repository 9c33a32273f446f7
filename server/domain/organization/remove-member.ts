import { deleteRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { lockMember } from './lock-member.ts'
import { revokeInvitationsOf } from './revoke-invitations-of.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Removes a member from the organization. It takes effect at once, because every request checks the membership. The
 * account stays, and their open invitations are revoked.
 *
 * @throws DomainError `member-not-found`, `last-owner`
 */
export async function removeMember(ctx: TenantContext, memberId: string): Promise<void> {
  allow(ctx, 'manage members')
  await ctx.em.transactional(async (em) => {
    const { member, isLastOwner } = await lockMember(em, memberId)
    if (isLastOwner) throw new DomainError('last-owner')
    const details = { role: member.role }
    writeAuditEntry(em, ctx, { action: 'member-removed', subject: member.accountId, details })
    await revokeInvitationsOf(em, ctx, member.accountId, undefined)
    // Somebody else removed them meanwhile, and the audit log says so once.
    if (!(await deleteRow(em, member))) throw new DomainError('member-not-found')
    await publishChange(em, ctx.organizationId, { type: 'members-changed' })
  })
}
