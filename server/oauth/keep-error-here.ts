import type { KoaContextWithOIDC } from 'oidc-provider'
import { errors } from './oidc-provider.ts'

/** Where the errors that are kept here would have gone. */
const addresses = new WeakMap<Error, URL>()

/**
 * Keeps the browser here when an error would take it to a web address. Anybody can register one, and a link to this
 * server must not lead there by itself (RFC 9700 §4.11.2). Sent on are errors to a program on the person's machine, errors
 * after a person's decision, and errors to a client that the person in this browser let in before.
 */
export function keepErrorHere(ctx: KoaContextWithOIDC, error: Error): void {
  const { client, entities, session, params = ctx.query } = ctx.oidc
  const uri = params['redirect_uri']
  if (!(error instanceof errors.OIDCProviderError) || typeof uri !== 'string') return
  // The sign-in that a person went through, also when they refused.
  if (entities.Interaction || !client?.redirectUriAllowed(uri) || !uri.startsWith('https:')) return
  if (session?.accountId && session.grantIdFor(client.clientId)) return
  error.allow_redirect = false
  ctx.status = 400
  addresses.set(error, new URL(uri))
}

/**
 * A link by which the person takes an error that is kept here to the client.
 *
 * @param told what the client would have been told (RFC 6749 §4.1.2.1)
 */
export function linkToClient(error: Error, told: object): { text: string; href: string } | undefined {
  const address = addresses.get(error)
  if (!address) return undefined
  const url = new URL(address)
  for (const [name, value] of Object.entries(told)) {
    if (typeof value === 'string') url.searchParams.set(name, value)
  }
  return { text: `Go back to ${url.host}`, href: url.href }
}
