import { ACCESS_TOKEN_MINUTES } from '#shared/limits.ts'
import type { ClientMetadata, Configuration, KoaContextWithOIDC } from 'oidc-provider'
import type { DomainSettings } from '../domain/context.ts'
import { deriveCookieKeys } from '../domain/authorization/derive-cookie-keys.ts'
import type { SignInServer } from '../domain/authorization/find-sign-in-server.ts'
import { newClientId } from '../domain/authorization/register-client.ts'
import { SIGNING_ALGORITHM, type SigningJwk } from '../domain/authorization/signing-keys.ts'
import { findActiveUser } from '../domain/end-user/find-active-user.ts'
import { CLIENT_ID_LENGTH } from '../domain/end-user/session-limits.ts'
import { SCOPE } from '../domain/mcp-server/scope.ts'
import { ArtifactAdapter } from './artifact-adapter.ts'
import { canonicalizeParameters } from './canonical-parameters.ts'
import { ClientAdapter } from './client-adapter.ts'
import { ASSERTION_ALGORITHMS, authenticateByRequest, limitAssertion } from './client-authentication.ts'
import { settleWith } from './client-metadata.ts'
import { consentAlways } from './consent-always.ts'
import { cookieOptions } from './cookies.ts'
import { GrantAdapter, usersOfGrants } from './grant-adapter.ts'
import { errors, Provider } from './oidc-provider.ts'
import { isSignedInBefore } from './login-time.ts'
import { isAliasOf } from './resource-alias.ts'
import type { Store } from './store.ts'

export interface ProviderOptions {
  issuer: string
  server: SignInServer
  settings: DomainSettings
  store: Store
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

export const PATHS = {
  authorization: '/oauth/authorize',
  token: '/oauth/token',
  registration: '/oauth/register',
  revocation: '/oauth/revocation',
  introspection: '/oauth/introspection',
  jwks: '/oauth/jwks',
} as const

/** How clients authenticate. Where their keys can be fetched, they may sign, too. */
const METHODS = ['none', 'client_secret_basic', 'client_secret_post'] as const

/**
 * The authorization server of one MCP server: OAuth 2.1 with PKCE, RFC 7591 registration, client ID metadata documents,
 * RFC 8707 resource indicators that all mean the one MCP endpoint, RFC 9068 access tokens, RFC 9207 `iss`.
 */
export function createProvider(options: ProviderOptions): Provider {
  const provider = new Provider(options.issuer, configurationOf(options))
  // It trusts the headers of a proxy. `forwardTo` writes them and removes all others.
  provider.proxy = true
  // The caller logs its faults.
  provider.silent = true
  provider.use(alwaysAskForScope)
  canonicalizeParameters(provider, options.server.resourceUrl)
  authenticateByRequest(provider)
  issueSecretsOnDemand(provider)
  return provider
}

function configurationOf(options: ProviderOptions): Configuration {
  const { issuer, server, settings, store, keys, fetchDocument, renderError } = options
  const { mcpServerId, resourceUrl } = server
  const methods = fetchDocument ? [...METHODS, 'private_key_jwt' as const] : METHODS
  return {
    adapter: (model) => adapterOf(model, store),
    jwks: { keys },
    routes: PATHS,
    ttl: TTL,
    cookies: cookieOptions(issuer.startsWith('https:'), deriveCookieKeys(settings, mcpServerId)),
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}`, policy: consentAlways() },
    renderError,
    findAccount: async (ctx, id) => {
      const known = usersOfGrants.get(ctx)
      const user = known?.id === id ? known : await findActiveUser(store.scope(), mcpServerId, id)
      if (
        !user ||
        user.passwordMustChange ||
        isSignedInBefore(ctx.oidc.session?.loginTs, user.passwordChangedAt)
      )
        return undefined
      return { accountId: user.id, claims: () => ({ sub: user.id }) }
    },
    scopes: [SCOPE, 'offline_access'],
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
    extraClientMetadata: settleWith({ methods, algorithms: ASSERTION_ALGORITHMS }),
    // No subject is pairwise here, and a client that registers must not choose what this process fetches.
    sectorIdentifierUriValidate: () => false,
    // The endpoints to which this applies read neither cookies nor other credentials of a browser.
    clientBasedCORS: () => true,
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    // Staff revoke the session by this id, and tickets are linked to it.
    extraTokenClaims: (_ctx, token) => ('grantId' in token ? { sid: token.grantId } : undefined),
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
            scope: SCOPE,
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
 * Adds the one scope to every request. The MCP specification allows requests without a scope, which the library would
 * answer with "access denied" after consent.
 */
const alwaysAskForScope: Middleware = (ctx, next) => {
  const { scope } = ctx.query
  if (ctx.path === PATHS.authorization && !Array.isArray(scope)) {
    const asked = scope?.split(' ').filter(Boolean) ?? []
    ctx.query = { ...ctx.query, scope: [...new Set([SCOPE, ...asked])].join(' ') }
  }
  return next()
}

type Middleware = Parameters<Provider['use']>[0]
