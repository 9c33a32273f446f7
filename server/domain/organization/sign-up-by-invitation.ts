import type { JoinedDto, SignUpByInvitationInput } from '#shared/invitation.ts'
import { Account } from '../account/account.entity.ts'
import { refuseKnownPassword } from '../account/refuse-known-password.ts'
import { Sessions } from '../account/sessions.ts'
import type { SignInBrowser } from '../account/sign-in-browser.ts'
import type { PlatformContext } from '../context.ts'
import { claimInvitation } from './claim-invitation.ts'
import { createAccount } from './create-account.ts'
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
  const knownNetworks = browser.remember({ emailKey: email.toLowerCase() }) ?? null
  const person = { name, email, password, knownNetworks }
  const { organizationId } = scope
  const { presented: joined, finished: sessionSecret } = await createAccount(ctx, person, {
    organizationId,
    continues: async (account) => account.joiningOrganizationId === organizationId,
    join: (scope, accountId) =>
      scope.em.transactional((em) => claimInvitation(em, scope, invitation, accountId)),
    present: async (scope, accountId) =>
      presentJoined(scope, await ctx.em.fork().findOneOrFail(Account, { id: accountId })),
    finish: (em, accountId) => new Sessions(em).create(accountId, userAgent),
  })
  return { joined, sessionSecret }
}
