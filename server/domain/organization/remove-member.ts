import { deleteRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { lockMember } from './lock-member.ts'
import { allow } from '../policy.ts'

/**
 * Removes a member from the organization. It takes effect at once, because every request checks the membership. The
 * account stays.
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
    await deleteRow(em, member)
  })
  ctx.changes.publish(ctx.organizationId, { type: 'members-changed' })
}
