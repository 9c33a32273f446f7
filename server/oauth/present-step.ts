import type { ClientDto, RedirectDto, SignInStepDto } from '#shared/sign-in.ts'
import { isLoopbackHost } from '#sdk/wire/loopback.ts'
import { clipText, RAW_LENGTH } from '#sdk/wire/text.ts'
import { findActiveUser } from '../domain/end-user/find-active-user.ts'
import { DomainError } from '../domain/errors.ts'
import type { Issuer } from './issuers.ts'
import type { SignIn } from './sign-in.ts'

/** Characters of a client's name that are shown. */
const MAX_CLIENT_NAME = 80

/** Control characters, changes of direction and invisible characters: with them a name could look like another one. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu

/** More marks on one letter than a script has: they are painted over the lines above and below. */
const STACKED = /(\p{M}{3})\p{M}+/gu

/** What the page shows at the present step of the sign-in. */
export async function presentStep(signIn: SignIn): Promise<SignInStepDto> {
  const { issuer, interaction } = signIn
  const { server, scope } = issuer
  const accountId = interaction.session?.accountId
  const user = accountId && (await findActiveUser(scope, server.mcpServerId, accountId))
  return {
    step: interaction.prompt.name === 'consent' ? 'consent' : 'sign-in',
    server: { name: server.name },
    client: await presentClient(signIn),
    redirect: presentRedirect(String(interaction.params.redirect_uri)),
    ...(user && { user: { name: user.name, email: user.email } }),
  }
}

/**
 * The client by the name that it gives itself. Where its id is an address, the domain of that address comes with it.
 *
 * @throws DomainError `sign-in-expired` when the client was deleted since
 */
export async function presentClient({ issuer, interaction }: SignIn<Issuer>): Promise<ClientDto> {
  const id = String(interaction.params.client_id)
  const client = await issuer.provider.Client.find(id)
  if (!client) throw new DomainError('sign-in-expired')
  const domain = id.startsWith('https://') ? new URL(id).host : undefined
  const line = clipText(client.clientName ?? '', 'title', RAW_LENGTH * MAX_CLIENT_NAME)
  const visible = line.replaceAll(INVISIBLE, '').replaceAll(STACKED, '$1')
  const name = Array.from(visible.trim()).slice(0, MAX_CLIENT_NAME).join('')
  return { name: name || domain || 'An app without a name', ...(domain && { domain }) }
}

/** Where the code is sent: the host, or the scheme of an app. */
export function presentRedirect(uri: string): RedirectDto {
  const { protocol, host, hostname } = new URL(uri)
  if (protocol !== 'https:' && protocol !== 'http:') return { target: protocol.slice(0, -1), kind: 'app' }
  return { target: host, kind: isLoopbackHost(hostname) ? 'loopback' : 'web' }
}
