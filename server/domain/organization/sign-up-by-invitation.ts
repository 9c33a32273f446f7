import type { JoinedDto, SignUpByInvitationInput } from '#shared/invitation.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import { newId } from '../../db/column-types.ts'
import { Account } from '../account/account.entity.ts'
import { hashPassword } from '../account/passwords.ts'
import { refuseKnownPassword } from '../account/refuse-known-password.ts'
import { Sessions } from '../account/sessions.ts'
import type { SignInBrowser } from '../account/sign-in-browser.ts'
import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { claimInvitation } from './claim-invitation.ts'
import { findOpenInvitation } from './find-open-invitation.ts'
import { presentJoined } from './present-joined.ts'

/**
 * Creates an account that joins the organization that invites, and signs it in. It gets no organization of its own.
 * `SIGN_UP` does not matter: an invitation lets its holder in.
 *
 * @returns the session and the secret for its cookie
 * @throws DomainError `invitation-not-found`, `email-taken` (the invitation stays unused), `validation-failed` (a
 *   well-known password)
 */
export async function signUpByInvitation(
  ctx: PlatformContext,
  { secret, name, email, password }: SignUpByInvitationInput,
  browser: SignInBrowser,
  userAgent: string | undefined,
): Promise<{ joined: JoinedDto; sessionSecret: string }> {
  const { scope, invitation } = await findOpenInvitation(ctx, secret)
  await refuseKnownPassword(password, email)
  const emailKey = email.toLowerCase()
  const account = {
    id: newId(),
    name,
    email,
    emailKey,
    knownNetworks: browser.remember({ emailKey }) ?? null,
    passwordHash: await hashPassword(password),
    createdAt: ctx.now(),
  }
  const sessionSecret = await scope.em
    .transactional(async (em) => {
      em.create(Account, account)
      // Written before the membership that points at it: without mapped relations, one flush inserts in any order.
      await em.flush()
      await claimInvitation(em, scope, invitation, account.id)
      return new Sessions(em).create(account.id, userAgent)
    })
    .catch((error: unknown) => {
      if (error instanceof UniqueConstraintViolationException) throw new DomainError('email-taken')
      throw error
    })
  return { joined: await presentJoined(scope, account), sessionSecret }
}
