import type { ConnectRequestDto } from '#shared/agent.ts'
import { SCOPES } from '#shared/access-token.ts'
import { scopesOfRole } from '#shared/permissions.ts'
import type { PlatformContext } from '../domain/context.ts'
import { readSession } from '../domain/organization/read-session.ts'
import type { Issuer } from './issuers.ts'
import { presentClient, presentRedirect } from './present-step.ts'
import { ASKED } from './asked-scope.ts'
import type { SignIn } from './sign-in.ts'

/**
 * What the page shows: who asks for what, and what the member who is signed in can allow.
 *
 * @param accountId of the dashboard's session; absent without one
 */
export async function presentRequest(
  connecting: SignIn<Issuer>,
  platform: PlatformContext,
  accountId: string | undefined,
): Promise<ConnectRequestDto> {
  const { params } = connecting.interaction
  const { [ASKED]: scope } = params
  const asked = typeof scope === 'string' ? scope.split(' ') : []
  const person = await readSession(platform, accountId)
  return {
    client: await presentClient(connecting),
    redirect: presentRedirect(String(params.redirect_uri)),
    scopesAsked: SCOPES.filter((scope) => asked.includes(scope)),
    account: person?.account ?? null,
    organizations: (person?.organizations ?? []).map((organization) => ({
      ...organization,
      scopes: scopesOfRole(organization.role),
    })),
  }
}
