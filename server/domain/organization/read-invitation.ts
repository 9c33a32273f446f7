import type { InvitationPreviewDto } from '#shared/invitation.ts'
import { Account } from '../account/account.entity.ts'
import type { PlatformContext } from '../context.ts'
import { findOpenInvitation } from './find-open-invitation.ts'
import { Membership } from './membership.entity.ts'
import { Organization } from './organization.entity.ts'

/**
 * What an invitation offers, for whoever holds its link.
 *
 * @param accountId of the signed-in account, if somebody is signed in
 * @throws DomainError `invitation-not-found`
 */
export async function readInvitation(
  ctx: PlatformContext,
  secret: string,
  accountId: string | undefined,
): Promise<InvitationPreviewDto> {
  const { scope, invitation } = await findOpenInvitation(ctx, secret)
  const { em, organizationId } = scope
  const organization = await em.findOneOrFail(Organization, { id: organizationId })
  const host = await em.findOne(Account, { id: invitation.createdByAccountId })
  const isMember = accountId !== undefined && (await em.findOne(Membership, { accountId })) !== null
  return {
    organizationName: organization.name,
    role: invitation.role,
    invitedBy: host?.name ?? '',
    expiresAt: invitation.expiresAt.toISOString(),
    ...(isMember && { memberOf: organization.slug }),
  }
}
