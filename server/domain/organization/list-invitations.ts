import type { InvitationDto } from '#shared/invitation.ts'
import { Account } from '../account/account.entity.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { isOpen } from './find-open-invitation.ts'
import { Invitation } from './invitation.entity.ts'
import { presentInvitation } from './present-invitation.ts'

/** The invitations of the organization that can still be used, newest first. `createInvitation` limits their number. */
export async function listInvitations(ctx: TenantContext): Promise<InvitationDto[]> {
  allow(ctx, 'invite members')
  const invitations = await ctx.em.find(Invitation, isOpen(ctx.now()), {
    orderBy: { createdAt: 'desc', id: 'desc' },
  })
  const accounts = await ctx.em.find(Account, {
    id: { $in: invitations.map((each) => each.createdByAccountId) },
  })
  const names = new Map(accounts.map(({ id, name }) => [id, name]))
  return invitations.map((each) => presentInvitation(each, names.get(each.createdByAccountId) ?? ''))
}
