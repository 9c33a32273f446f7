import type { MemberDto } from '#shared/organization.ts'
import { Account } from '../account/account.entity.ts'
import type { TenantContext } from '../context.ts'
import { Membership } from './membership.entity.ts'
import { allow } from '../policy.ts'

/** The members of the organization, in the order in which they joined. */
export async function listMembers(ctx: TenantContext): Promise<MemberDto[]> {
  const accountId = allow(ctx, 'read members')
  const memberships = await ctx.em.find(Membership, {}, { orderBy: { createdAt: 'asc', id: 'asc' } })
  const accounts = await ctx.em.find(Account, { id: { $in: memberships.map((each) => each.accountId) } })
  const byId = new Map(accounts.map((account) => [account.id, account]))
  return memberships.flatMap((membership) => {
    const account = byId.get(membership.accountId)
    if (!account) return []
    return {
      id: membership.id,
      name: account.name,
      email: account.email,
      role: membership.role,
      joinedAt: membership.createdAt.toISOString(),
      you: account.id === accountId,
    }
  })
}
