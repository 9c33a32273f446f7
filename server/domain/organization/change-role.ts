import type { Role } from '#shared/organization.ts'
import { updateRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { lockMember } from './lock-member.ts'
import { revokeInvitationsOf } from './revoke-invitations-of.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Gives a member another role. Open invitations that they could not make with it are revoked.
 *
 * @throws DomainError `member-not-found`, `last-owner`
 */
export async function changeRole(ctx: TenantContext, memberId: string, role: Role): Promise<void> {
  allow(ctx, 'manage members')
  await ctx.em.transactional(async (em) => {
    const { member, isLastOwner } = await lockMember(em, memberId)
    if (isLastOwner && role !== 'owner') throw new DomainError('last-owner')
    if (member.role === role) return
    const details = { from: member.role, to: role }
    writeAuditEntry(em, ctx, { action: 'member-role-changed', subject: member.accountId, details })
    await revokeInvitationsOf(em, ctx, member.accountId, role)
    await updateRow(em, member, { role })
    await publishChange(em, ctx.organizationId, { type: 'members-changed' })
  })
}
