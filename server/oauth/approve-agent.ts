import type { ConnectAgentInput } from '#shared/agent.ts'
import type { SignInProgressDto } from '#shared/sign-in.ts'
import { connectAgent } from '../domain/agent/connect-agent.ts'
import type { PlatformContext } from '../domain/context.ts'
import { DomainError } from '../domain/errors.ts'
import type { Issuer } from './issuers.ts'
import { presentClient, presentRedirect } from './present-step.ts'
import type { SignIn } from './sign-in.ts'

/**
 * Connects the client to what the member chose. The answer of a request that was approved before is the same again.
 *
 * @throws DomainError as `connectAgent`; `sign-in-expired` when the request was declined before
 */
export async function approveAgent(
  connecting: SignIn<Issuer>,
  platform: PlatformContext,
  accountId: string,
  input: ConnectAgentInput,
): Promise<SignInProgressDto> {
  const { interaction } = connecting
  if (interaction.result?.consent) return { redirectTo: interaction.returnTo }
  if (interaction.result) throw new DomainError('sign-in-expired')
  const { name, domain } = await presentClient(connecting)
  const grantId = await connectAgent(platform, accountId, {
    ...input,
    request: { uid: interaction.uid, startedAt: new Date(interaction.iat * 1000) },
    clientId: String(interaction.params.client_id),
    clientName: name,
    clientDomain: domain,
    redirectHost: presentRedirect(String(interaction.params.redirect_uri)).target,
  })
  return connecting.approve(accountId, grantId)
}
