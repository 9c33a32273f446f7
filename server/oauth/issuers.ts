import { LRUCache } from 'lru-cache'
import { mcpServerOrigin, type PlatformContext, type TenantScope } from '../domain/context.ts'
import { findSignInServer, type SignInServer } from '../domain/authorization/find-sign-in-server.ts'
import { readSigningKeys, type SigningJwk } from '../domain/authorization/signing-keys.ts'
import { tenantScope } from '../domain/tenant-scope.ts'
import type { Site } from '../http/site.ts'
import { answerFault } from './answer-fault.ts'
import { answerKeysAway } from './client-authentication.ts'
import type { Provider } from './oidc-provider.ts'
import { createProvider } from './provider.ts'
import { renderErrorOf } from './render-error.ts'
import type { Store } from './store.ts'

/** Authorization servers kept in memory, at about 65 KB each. Creating another takes a millisecond. */
const MAX_PROVIDERS = 1_000

export interface IssuersOptions {
  platform: () => PlatformContext
  fetchDocument: typeof fetch | undefined
}

interface Running {
  provider: Provider
  handle: ReturnType<Provider['callback']>
}

/** The authorization server of one MCP server, with a scope in its organization for this request. */
export interface Issuer extends Running {
  origin: string
  server: SignInServer
  scope: TenantScope
}

/** Finds the authorization server of a host. */
export class Issuers {
  readonly #options: IssuersOptions
  readonly #cache = new LRUCache<string, Running & { version: string }>({ max: MAX_PROVIDERS })

  constructor(options: IssuersOptions) {
    this.#options = options
  }

  /** @throws DomainError `server-not-found`: unknown, archived and without sign-in get the same answer */
  async find(site: Site): Promise<Issuer> {
    const slug = site.kind === 'mcp-server' ? site.slug : ''
    const { keys, ...server } = await findSignInServer(this.#options.platform(), slug)
    const scope = this.#scopeOf(server)
    const origin = mcpServerOrigin(scope.settings, slug)
    const jwks = await readSigningKeys(scope, server.mcpServerId, keys)
    return { ...this.#running(server, jwks, scope, origin), origin, server, scope }
  }

  /** The one in memory, unless its settings or its keys have changed since: another process may have changed them. */
  #running(server: SignInServer, keys: SigningJwk[], scope: TenantScope, issuer: string): Running {
    const version = [server.resourceUrl, server.name, ...keys.map(({ kid }) => kid)].join(' ')
    const cached = this.#cache.get(server.mcpServerId)
    if (cached?.version === version) return cached

    const { fetchDocument } = this.#options
    const { settings } = scope
    const { mcpServerId, resourceUrl } = server
    const store: Store = { mcpServerId, resourceUrl, scope: () => this.#scopeOf(server) }
    const renderError = renderErrorOf(server.name)
    const provider = createProvider({ issuer, server, settings, store, keys, fetchDocument, renderError })
    provider.on('server_error', answerFault)
    provider.on('grant.error', answerKeysAway)
    const running = { version, provider, handle: provider.callback() }
    this.#cache.set(server.mcpServerId, running)
    return running
  }

  #scopeOf({ organizationId }: SignInServer): TenantScope {
    return tenantScope(this.#options.platform(), organizationId)
  }
}
