import type { Configuration } from 'oidc-provider'
import { errors } from './oidc-provider.ts'
import { checkRedirects, typeOfRedirects } from './redirect-policy.ts'

type Metadata = Record<string, unknown>

/** All ways to authenticate that a client has, of which it uses one (RFC 8414's name, as ChatGPT's document has it). */
export const METHODS = 'token_endpoint_auth_methods_supported'

/** The members that have an effect here. */
const IN_FORCE: ReadonlySet<string> = new Set([
  'client_id',
  'client_id_issued_at',
  'client_secret',
  'client_secret_expires_at',
  'client_name',
  'redirect_uris',
  'application_type',
  'grant_types',
  'response_types',
  'token_endpoint_auth_method',
  'token_endpoint_auth_signing_alg',
  METHODS,
  'jwks',
  'jwks_uri',
  'scope',
])

const GRANT_TYPES: readonly unknown[] = ['authorization_code', 'refresh_token']

/** Whether a member has an effect here. All others are left out of what is kept, and so of the answer. */
function isInForce([name, value]: [string, unknown]): boolean {
  if (!IN_FORCE.has(name)) return false
  if (name === 'redirect_uris') return true
  return value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
}

const isSecretMethod = (method: unknown): boolean => String(method).startsWith('client_secret_')

/**
 * What a document says that has an effect here. It is public, so there is no secret that both sides know; a way to
 * authenticate with one is replaced where the document lists another way.
 */
export function readDocument(document: object): Metadata {
  const metadata: Metadata = Object.fromEntries(Object.entries(document).filter(isInForce))
  const others = [metadata[METHODS]].flat().filter((method) => method && !isSecretMethod(method))
  if (others.length === 0) return metadata
  if (isSecretMethod(metadata.token_endpoint_auth_method)) metadata.token_endpoint_auth_method = others[0]
  return { ...metadata, [METHODS]: others }
}

/**
 * Settles the metadata of a client that registers or is identified by a document: trims and replaces what RFC 7591 §2
 * and §3.2.1 let a server replace, and refuses redirect addresses that are not safe. The answer to a registration says
 * what is in force.
 *
 * @param accepted the ways to authenticate that are accepted here, the algorithms of those that sign, and the scopes
 */
export function settleWith(accepted: Accepted): NonNullable<Configuration['extraClientMetadata']> {
  return {
    properties: [METHODS],
    validator: (_ctx, _name, _value, metadata) => settle(metadata, accepted),
  }
}

interface Accepted {
  methods: readonly string[]
  algorithms: readonly unknown[]
  scopes: readonly string[]
}

function settle(metadata: Metadata, accepted: Accepted): void {
  // The library puts its defaults in the place of what is deleted.
  for (const member of Object.entries(metadata)) if (!isInForce(member)) delete metadata[member[0]]
  checkRedirects(metadata.redirect_uris)
  const type = typeOfRedirects(metadata.redirect_uris)
  if (type) metadata.application_type = type
  else if (metadata.application_type !== 'web') delete metadata.application_type

  trim(metadata, 'grant_types', GRANT_TYPES)
  trim(metadata, 'response_types', ['code'])
  settleScope(metadata, accepted)
  settleMethod(metadata, accepted)
}

/** Removes what is not accepted here from a list, or from a value in place of one, and all of it if nothing is left. */
function trim(metadata: Metadata, name: string, accepted: readonly unknown[]): void {
  const left = [metadata[name]].flat().filter((each) => accepted.includes(each))
  if (left.length > 0) metadata[name] = left
  else delete metadata[name]
}

/** Nobody is held to the scope of a registration: clients register with less than they ask for. */
function settleScope(metadata: Metadata, { scopes }: Accepted): void {
  if (metadata.scope === undefined) return
  const grants = metadata.grant_types
  const refreshes = !Array.isArray(grants) || grants.includes('refresh_token')
  metadata.scope = [...scopes, 'openid', ...(refreshes ? ['offline_access'] : [])].join(' ')
}

/** Takes another method that the client has where its first one is not accepted. */
function settleMethod(metadata: Metadata, { methods, algorithms }: Accepted): void {
  trim(metadata, METHODS, methods)
  const first = metadata.token_endpoint_auth_method
  const others = (metadata[METHODS] ?? []) as string[]
  if (typeof first === 'string' && !methods.includes(first) && others[0] !== undefined) {
    metadata.token_endpoint_auth_method = others[0]
  }
  const method = metadata.token_endpoint_auth_method
  const signs = method === 'private_key_jwt' || others.includes('private_key_jwt')
  if (!signs) for (const name of ['jwks', 'jwks_uri']) delete metadata[name]
  if (typeof metadata.jwks_uri === 'string') checkAddress(metadata.jwks_uri)
  // The library allows it with this method only. Without it, every algorithm that is accepted here may sign.
  const isAlgorithm = algorithms.includes(metadata.token_endpoint_auth_signing_alg)
  if (method !== 'private_key_jwt' || !isAlgorithm) delete metadata.token_endpoint_auth_signing_alg
}

function checkAddress(jwksUri: string): void {
  const { protocol, username, password } = URL.parse(jwksUri) ?? {}
  if (protocol === 'https:' && !username && !password) return
  throw new errors.InvalidClientMetadata('jwks_uri must be an https address without userinfo')
}
