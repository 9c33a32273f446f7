import type { KoaContextWithOIDC } from 'oidc-provider'
import { METHODS } from './client-metadata.ts'
import { errors, Provider } from './oidc-provider.ts'

/** Signatures that clients may use. None of them needs a secret that both sides know. */
export const ASSERTION_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'] as const

/** Seconds. An assertion is remembered for as long as it is valid, so that it is used once. */
const MAX_ASSERTION_LIFE = 3_600
const RETRY_AFTER = 5

interface ClientLike {
  tokenEndpointAuthMethod: string
  [METHODS]?: string[]
}

/**
 * Lets a client whose metadata has both `none` and `private_key_jwt` use either (decision 014): what the request carries
 * decides. An assertion is always verified.
 */
export function authenticateByRequest({ Client }: Provider): void {
  Object.defineProperty(Client.prototype, 'clientAuthMethod', {
    get(this: ClientLike) {
      const { tokenEndpointAuthMethod: method, [METHODS]: others = [] } = this
      const params = Provider.ctx?.oidc.params
      if (!params) return method
      const wanted = params.client_assertion === undefined ? 'none' : 'private_key_jwt'
      const isEither = method === 'none' || method === 'private_key_jwt'
      return isEither && others.includes(wanted) ? wanted : method
    },
  })
}

/** The id of the key that signed the assertion of this request, where it names one. */
export function keyOfAssertion(): unknown {
  const assertion = Provider.ctx?.oidc.params?.client_assertion
  if (typeof assertion !== 'string') return undefined
  try {
    const header: unknown = JSON.parse(Buffer.from(assertion.split('.', 1)[0] ?? '', 'base64url').toString())
    return typeof header === 'object' && header !== null && 'kid' in header ? header.kid : undefined
  } catch {
    return undefined
  }
}

/** @throws InvalidClientAuth: an assertion that is valid for longer than it is remembered */
export function limitAssertion(_ctx: unknown, { exp }: { exp?: unknown }): void {
  if (Number(exp) > Date.now() / 1000 + MAX_ASSERTION_LIFE) {
    throw new errors.InvalidClientAuth(`the assertion must expire within ${MAX_ASSERTION_LIFE} seconds`)
  }
}

/**
 * Answers as an outage that the keys of a client cannot be fetched: nothing was written, and the same request works
 * later. The library says that the client is not the one it says, upon which clients sign their users in again.
 */
export function answerKeysAway(ctx: KoaContextWithOIDC, error: Error): void {
  const { cause } = error
  if (!(cause instanceof errors.InvalidClientMetadata)) return
  if (cause.error_description !== 'client JSON Web Key Set failed to be refreshed') return
  ctx.status = 503
  ctx.set('retry-after', String(RETRY_AFTER))
  ctx.body = {
    error: 'temporarily_unavailable',
    error_description: "The client's keys cannot be read at the moment.",
  }
}
