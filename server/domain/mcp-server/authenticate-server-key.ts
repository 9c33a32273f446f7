import type { PlatformContext, TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { sha256 } from '../sha256.ts'
import { tenantScope } from '../tenant-scope.ts'
import { touch } from '../touch.ts'
import { ServerKey } from './server-key.entity.ts'
import { findServerAndKey, type ServerAndKey } from './server-key.repository.ts'

/** A request of an SDK: the server that sent it, and a context in that server's organization. */
export interface AuthenticatedServer {
  ctx: TenantContext
  server: ServerAndKey
}

/**
 * Checks a server key.
 *
 * @param slug the label of the host that the request was sent to
 * @param key the `X-MCP-Obs-Key` header
 * @throws DomainError `server-not-found` (unknown or archived), `invalid-key` (missing, unknown, revoked, or of another
 *   server)
 */
export async function authenticateServerKey(
  platform: PlatformContext,
  slug: string,
  key: string | undefined,
): Promise<AuthenticatedServer> {
  const server = await findServerAndKey(platform.em, slug, sha256(key ?? ''))
  if (!server) throw new DomainError('server-not-found')
  if (server.keyId === undefined) throw new DomainError('invalid-key')
  const { organizationId, keyId } = server
  const ctx: TenantContext = {
    ...tenantScope(platform, organizationId),
    actor: { kind: 'server_key', id: keyId },
  }
  const at = ctx.now()
  touch({ name: keyId, lastUsedAt: server.keyLastUsedAt }, at, () =>
    ctx.em.nativeUpdate(ServerKey, { id: keyId }, { lastUsedAt: at }),
  )
  return { ctx, server }
}
