import { LRUCache } from 'lru-cache'
import {
  type DomainSettings,
  mcpServerOrigin,
  type PlatformContext,
  type TenantScope,
} from '../domain/context.ts'
import { findSignInServer, type SignInServer } from '../domain/authorization/find-sign-in-server.ts'
import { serverStore } from '../domain/authorization/oauth-store.ts'
import { readSigningKeys, type SigningJwk } from '../domain/authorization/signing-keys.ts'
import { tenantScope } from '../domain/tenant-scope.ts'
import type { Site } from '../http/site.ts'
import { describeServer } from './describe-server.ts'
import type { LoadRunner } from './load-runner.ts'
import type { Running, RunProvider } from './run-provider.ts'

/** Authorization servers kept in memory, at about 65 KB each. Creating another takes a millisecond. */
const MAX_PROVIDERS = 1_000

/** An authorization server. */
export interface Issuer extends Running {
  origin: string
  /** What people read whose sign-in it is. */
  name: string
}

/** The authorization server of one MCP server, with a scope in its organization for this request. */
export interface ServerIssuer extends Issuer {
  server: SignInServer
  scope: TenantScope
}

/** Finds the authorization server of a host. */
export class Issuers {
  /** What all scopes are forked from. Nothing is loaded in it. */
  readonly #platform: PlatformContext
  readonly #loadRunner: LoadRunner
  readonly #cache = new LRUCache<string, Running & { version: string }>({ max: MAX_PROVIDERS })

  constructor(platform: () => PlatformContext, loadRunner: LoadRunner) {
    this.#platform = platform()
    this.#loadRunner = loadRunner
  }

  /** @throws DomainError `server-not-found`: unknown, archived and without sign-in get the same answer */
  async find(site: Site): Promise<ServerIssuer> {
    const slug = site.kind === 'mcp-server' ? site.slug : ''
    const { keys, ...server } = await findSignInServer(this.#platform, slug)
    const scope = this.#scopeOf(server)
    const origin = mcpServerOrigin(scope.settings, slug)
    const jwks = await readSigningKeys(serverStore(scope, server.mcpServerId), keys)
    const running = this.#running(await this.#loadRunner(), server, jwks, scope.settings)
    return { ...running, origin, name: server.name, server, scope }
  }

  /** The one in memory, unless its settings or its keys have changed since: another process may have changed them. */
  #running(run: RunProvider, server: SignInServer, keys: SigningJwk[], settings: DomainSettings): Running {
    const version = [server.resourceUrl, server.name, ...keys.map(({ kid }) => kid)].join(' ')
    const cached = this.#cache.get(server.mcpServerId)
    if (cached?.version === version) return cached

    const description = describeServer(server, settings, () => this.#scopeOf(server))
    const running = { ...run({ ...description, keys }), version }
    this.#cache.set(server.mcpServerId, running)
    return running
  }

  #scopeOf({ organizationId }: SignInServer): TenantScope {
    return tenantScope(this.#platform, organizationId)
  }
}
