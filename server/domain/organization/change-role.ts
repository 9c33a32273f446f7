import type { Role } from '#shared/organization.ts'
import { LockMode } from '@mikro-orm/core'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { Membership } from './membership.entity.ts'
import { allow } from './organization.policy.ts'

/**
 * Gives a member another role.
 *
 * @throws DomainError `member-not-found`, `last-owner`
 */
export async function changeRole(ctx: TenantContext, memberId: string, role: Role): Promise<void> {
  allow(ctx, 'manage members')
  await ctx.em.transactional(async (em) => {
    // All owners are locked, so that two of them cannot step down at the same time.
    const owners = await em.find(Membership, { role: 'owner' }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    const member = await em.findOne(Membership, { id: memberId })
    if (!member) throw new DomainError('member-not-found')
    if (member.role === 'owner' && role !== 'owner' && owners.length === 1)
      throw new DomainError('last-owner')
    member.role = role
  })
}
