import type { SignInProgressDto } from '#shared/sign-in.ts'
import { findActiveUser } from '../domain/end-user/find-active-user.ts'
import { openSession } from '../domain/end-user/open-session.ts'
import { DomainError } from '../domain/errors.ts'
import { isSignedInBefore } from './login-time.ts'
import { presentClient, presentRedirect } from './present-step.ts'
import type { SignIn } from './sign-in.ts'

/** What the client asks for and the grant does not have yet, as oidc-provider says. */
interface Missing {
  missingOIDCScope?: string[]
  missingResourceScopes?: Record<string, string[]>
}

/**
 * Gives the client consent: opens a session, or takes the one that this browser has with this client, and grants what
 * the client asks for.
 *
 * @throws DomainError `sign-in-expired`, `account-disabled`
 */
export async function grantConsent(signIn: SignIn): Promise<SignInProgressDto> {
  signIn.expect('consent')
  const { issuer, interaction } = signIn
  const accountId = String(interaction.session?.accountId)
  const user = await findActiveUser(issuer.scope, issuer.server.mcpServerId, accountId)
  if (!user) throw new DomainError('account-disabled')
  // The password was changed, or staff gave a new one, while this page was open.
  const isOld = isSignedInBefore(await signIn.readLoginTime(), user.passwordChangedAt)
  if (isOld || user.passwordMustChange) throw new DomainError('sign-in-expired')

  const { Grant } = issuer.provider
  const earlier = interaction.grantId ? await Grant.find(interaction.grantId) : undefined
  // The library would keep the time at which it ends. New consent makes it last as long as a new one.
  if (earlier) delete earlier.exp
  const grant = earlier ?? new Grant(await openGrant(signIn, user.id))
  const { missingOIDCScope, missingResourceScopes } = interaction.prompt.details as Missing
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '))
  for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {})) {
    grant.addResourceScope(resource, scopes.join(' '))
  }
  return signIn.consent(await grant.save())
}

async function openGrant(signIn: SignIn, accountId: string) {
  const { issuer, interaction } = signIn
  const clientId = String(interaction.params.client_id)
  const jti = await openSession(issuer.scope, {
    signIn: { uid: interaction.uid, startedAt: new Date(interaction.iat * 1000) },
    mcpServerUserId: accountId,
    clientId,
    clientName: (await presentClient(signIn)).name,
    redirectHost: presentRedirect(String(interaction.params.redirect_uri)).target,
  })
  return { jti, accountId, clientId }
}
