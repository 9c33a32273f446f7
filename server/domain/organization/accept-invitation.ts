import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { JoinedDto } from '#shared/invitation.ts'
import { Account } from '../account/account.entity.ts'
import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { claimInvitation } from './claim-invitation.ts'
import { findOpenInvitation } from './find-open-invitation.ts'
import { presentJoined } from './present-joined.ts'

/**
 * Makes a signed-in account a member of the organization that invites, with the role of the invitation.
 *
 * @throws DomainError `invitation-not-found`, `already-member` (the invitation stays unused)
 */
export async function acceptInvitation(
  ctx: PlatformContext,
  accountId: string,
  secret: string,
): Promise<JoinedDto> {
  const { scope, invitation } = await findOpenInvitation(ctx, secret)
  await scope.em
    .transactional((em) => claimInvitation(em, scope, invitation, accountId))
    .catch((error: unknown) => {
      // The same person used another invitation to the same organization at the same time.
      if (error instanceof UniqueConstraintViolationException) throw new DomainError('already-member')
      throw error
    })
  return presentJoined(scope, await ctx.em.findOneOrFail(Account, { id: accountId }))
}
