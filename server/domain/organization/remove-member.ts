import { LockMode } from '@mikro-orm/core'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { Membership } from './membership.entity.ts'
import { allow } from './organization.policy.ts'

/**
 * Takes a member out of the organization, at once: every request checks the membership. The account stays.
 *
 * @throws DomainError `member-not-found`, `last-owner`
 */
export async function removeMember(ctx: TenantContext, memberId: string): Promise<void> {
  allow(ctx, 'manage members')
  await ctx.em.transactional(async (em) => {
    const owners = await em.find(Membership, { role: 'owner' }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    const member = await em.findOne(Membership, { id: memberId })
    if (!member) throw new DomainError('member-not-found')
    if (member.role === 'owner' && owners.length === 1) throw new DomainError('last-owner')
    em.remove(member)
  })
}
