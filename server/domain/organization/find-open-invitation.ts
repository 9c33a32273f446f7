import { isPermitted, permissionToInvite } from '#shared/permissions.ts'
import type { PlatformContext, TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import { sha256 } from '../sha256.ts'
import { tenantScope } from '../tenant-scope.ts'
import { Invitation } from './invitation.entity.ts'
import { organizationOfSecret } from './invitation-secret.ts'
import { Membership } from './membership.entity.ts'

/** The condition of an invitation that can still be used. */
export function isOpen(now: Date) {
  return { acceptedAt: null, revokedAt: null, expiresAt: { $gt: now } }
}

/**
 * Finds the invitation of a link, with a scope in its organization. All that cannot be used get the same answer:
 * unknown, used, expired and revoked ones. `revokeInvitationsOf` revokes those of a person who loses the right to make
 * them. An invitation that they make at that very moment is refused here.
 *
 * @throws DomainError `invitation-not-found`
 */
export async function findOpenInvitation(
  ctx: PlatformContext,
  secret: string,
): Promise<{ scope: TenantScope; invitation: Invitation }> {
  const scope = tenantScope(ctx, organizationOfSecret(secret))
  const invitation = await scope.em.findOne(Invitation, { secretHash: sha256(secret), ...isOpen(ctx.now()) })
  const maker =
    invitation && (await scope.em.findOne(Membership, { accountId: invitation.createdByAccountId }))
  if (!maker || !isPermitted(maker.role, permissionToInvite(invitation.role)))
    throw new DomainError('invitation-not-found')
  return { scope, invitation }
}
