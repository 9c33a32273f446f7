import { ACCESS_TOKEN_MINUTES } from '#shared/limits.ts'
import type { ClientMetadata, Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { CLIENT_ID_LENGTH } from '../domain/authorization/client-limits.ts'
import { newClientId } from '../domain/authorization/register-client.ts'
import { SIGNING_ALGORITHM, type SigningJwk } from '../domain/authorization/signing-keys.ts'
import { ASKED } from './asked-scope.ts'
import { ArtifactAdapter } from './artifact-adapter.ts'
import { canonicalizeParameters } from './canonical-parameters.ts'
import { ClientAdapter } from './client-adapter.ts'
import { ASSERTION_ALGORITHMS, authenticateByRequest, limitAssertion } from './client-authentication.ts'
import { settleWith } from './client-metadata.ts'
import { consentAlways } from './consent-always.ts'
import { cookieOptions } from './cookies.ts'
import { GrantAdapter } from './grant-adapter.ts'
import { NoAdapter } from './no-adapter.ts'
import { errors, Provider } from './oidc-provider.ts'
import { PATHS } from './paths.ts'
import { isAliasOf } from './resource-alias.ts'
import type { Store } from './store.ts'

export interface ProviderOptions {
  issuer: string
  /** What people read whose sign-in it is. */
  name: string
  store: Store
  /** The scopes of its resource. */
  scopes: readonly string[]
  /** The keys of its cookies, as text. */
  cookieKeys: string[]
  /** The page that asks a person. */
  pageOf: (uid: string) => string
  /** Finds whom a sign-in or a token is of, while they are let in. */
  findAccount: NonNullable<Configuration['findAccount']>
  /** Claims of access tokens that say under which grant they were issued. */
  claimsOf: (grantId: string) => Record<string, string>
  /** Private keys. The first one signs. */
  keys: SigningJwk[]
  /** How documents that identify clients are fetched; absent where none may be fetched. */
  fetchDocument: typeof fetch | undefined
  renderError: NonNullable<Configuration['renderError']>
}

/** Lifetimes in seconds. */
const DAY = 86_400
const ACCESS_TOKEN = ACCESS_TOKEN_MINUTES * 60
const TTL = {
  AccessToken: ACCESS_TOKEN,
  IdToken: ACCESS_TOKEN,
  AuthorizationCode: 60,
  RefreshToken: 30 * DAY,
  Grant: 90 * DAY,
  Session: 14 * DAY,
  Interaction: 3_600,
} as const

/** How clients authenticate. Where their keys can be fetched, they may sign, too. */
const METHODS = ['none', 'client_secret_basic', 'client_secret_post'] as const

/**
 * An authorization server, of one MCP server's users or of staff: OAuth 2.1 with PKCE, RFC 7591 registration, client ID
 * metadata documents, RFC 8707 resource indicators that all mean the one MCP endpoint, RFC 9068 access tokens, RFC 9207
 * `iss`.
 */
export function createProvider(options: ProviderOptions): Provider {
  const provider = new Provider(options.issuer, configurationOf(options))
  // It trusts the headers of a proxy. `forwardTo` writes them and removes all others.
  provider.proxy = true
  // The caller logs its faults.
  provider.silent = true
  provider.use(askForAll(options.scopes))
  canonicalizeParameters(provider, { resourceUrl: options.store.resourceUrl, scopes: options.scopes })
  authenticateByRequest(provider)
  issueSecretsOnDemand(provider)
  return provider
}

function configurationOf(options: ProviderOptions): Configuration {
  const { issuer, store, scopes, keys, fetchDocument, renderError } = options
  const { resourceUrl } = store
  const methods = fetchDocument ? [...METHODS, 'private_key_jwt' as const] : METHODS
  return {
    adapter: (model) => adapterOf(model, store),
    jwks: { keys },
    routes: PATHS,
    ttl: TTL,
    cookies: cookieOptions(issuer.startsWith('https:'), options.cookieKeys),
    interactions: { url: (_ctx, { uid }) => options.pageOf(uid), policy: consentAlways() },
    renderError,
    findAccount: options.findAccount,
    scopes: [...scopes, 'offline_access'],
    extraParams: [ASKED],
    claims: {},
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientAuthMethods: [...methods],
    assertJwtClientAuthClaimsAndHeader: limitAssertion,
    // A client that does not say what it is counts as a program on the user's machine, as Claude Code's document does.
    clientDefaults: {
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: SIGNING_ALGORITHM,
    },
    enabledJWA: {
      idTokenSigningAlgValues: [SIGNING_ALGORITHM],
      clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS],
    },
    extraClientMetadata: settleWith({ methods, algorithms: ASSERTION_ALGORITHMS, scopes }),
    // No subject is pairwise here, and a client that registers must not choose what this process fetches.
    sectorIdentifierUriValidate: () => false,
    // The endpoints to which this applies read neither cookies nor other credentials of a browser.
    clientBasedCORS: () => true,
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    extraTokenClaims: (_ctx, token) =>
      'grantId' in token && token.grantId ? options.claimsOf(token.grantId) : undefined,
    fetch: fetchDocument ?? refuseToFetch,
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      clientIdMetadataDocument: {
        enabled: fetchDocument !== undefined,
        ack: 'draft-02',
        allowFetch: (_ctx, clientId) => clientId.length <= CLIENT_ID_LENGTH,
      },
      registration: { enabled: true, idFactory: newClientId, issueRegistrationAccessToken: false },
      revocation: { enabled: true, allowedPolicy: ownTokensOnly },
      introspection: { enabled: true, allowedPolicy: ownTokensOnly },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resourceUrl,
        useGrantedResource: () => true,
        getResourceServerInfo(_ctx, resource) {
          if (!isAliasOf(resourceUrl, resource)) throw new errors.InvalidTarget()
          return {
            scope: scopes.join(' '),
            audience: resourceUrl,
            accessTokenTTL: ACCESS_TOKEN,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: SIGNING_ALGORITHM } },
          }
        },
      },
    },
  }
}

function adapterOf(model: string, store: Store) {
  if (model === 'Grant') return new GrantAdapter(store)
  if (model === 'Session' && !store.keepsSessions) return new NoAdapter()
  if (model === 'Client') return new ClientAdapter(store)
  return new ArtifactAdapter(store, model)
}

function ownTokensOnly(_ctx: KoaContextWithOIDC, client: { clientId: string }, token: { clientId?: string }) {
  return token.clientId === client.clientId
}

function refuseToFetch(): Promise<never> {
  return Promise.reject(
    new Error('Nothing is fetched about clients without a guard against private addresses'),
  )
}

/** A client that does not register a way to authenticate gets no secret: it would not know what to do with one. */
function issueSecretsOnDemand({ Client }: Provider): void {
  const Typed = Client as unknown as { needsSecret: (metadata: ClientMetadata) => boolean }
  const needsSecret = Typed.needsSecret.bind(Client)
  Typed.needsSecret = (metadata) => Boolean(metadata.token_endpoint_auth_method) && needsSecret(metadata)
}

/**
 * Adds all scopes to every request: the person chooses, whatever the client asks for. The MCP specification allows requests
 * without a scope, which the library would answer with "access denied" after consent.
 */
function askForAll(scopes: readonly string[]): Middleware {
  return (ctx, next) => {
    const { scope } = ctx.query
    if (ctx.path === PATHS.authorization && !Array.isArray(scope)) {
      const asked = scope?.split(' ').filter(Boolean) ?? []
      const all = [...new Set([...scopes, ...asked])].join(' ')
      ctx.query = { ...ctx.query, scope: all, [ASKED]: asked.join(' ') }
    }
    return next()
  }
}

type Middleware = Parameters<Provider['use']>[0]
