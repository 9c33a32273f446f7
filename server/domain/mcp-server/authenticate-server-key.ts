import { isIssued } from '#sdk/wire/issued-secret.ts'
import type { RejectionReason } from '#shared/server-setup.ts'
import type { PlatformContext, TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { sha256 } from '../sha256.ts'
import { tenantScope } from '../tenant-scope.ts'
import { touch } from '../touch.ts'
import type { Rejection } from './rejections.ts'
import { ServerKey } from './server-key.entity.ts'
import { findServerAndKey, type ServerAndKey } from './server-key.repository.ts'

/** A request of an SDK: the server that sent it, and a context in that server's organization. */
export interface AuthenticatedServer {
  ctx: TenantContext
  server: ServerAndKey
}

/** A key or an archived server that was refused, on a host that is known. The caller is told nothing of it. */
export class RefusedKeyError extends DomainError {
  readonly rejection: Omit<Rejection, 'caller'>

  constructor(
    code: 'server-not-found' | 'invalid-key',
    { organizationId, mcpServerId, refusedKey }: ServerAndKey,
    reason: RejectionReason,
  ) {
    super(code)
    this.rejection = { organizationId, mcpServerId, reason, keyId: refusedKey?.id ?? '' }
  }
}

/**
 * Checks a server key.
 *
 * @param slug the label of the host that the request was sent to
 * @param key the `X-MCP-Obs-Key` header
 * @throws DomainError `server-not-found` (unknown or archived), `invalid-key` (missing, unknown, revoked, or of another
 *   server). It is a `RefusedKeyError` if the host is known.
 */
export async function authenticateServerKey(
  platform: PlatformContext,
  slug: string,
  key: string | undefined,
): Promise<AuthenticatedServer> {
  const server = await findServerAndKey(platform.em, slug, sha256(key ?? ''))
  if (!server) throw new DomainError('server-not-found')
  if (server.archivedAt) throw new RefusedKeyError('server-not-found', server, 'archived')
  if (server.keyId === undefined) throw new RefusedKeyError('invalid-key', server, reasonOf(server, key))
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

function reasonOf({ refusedKey }: ServerAndKey, key: string | undefined): RejectionReason {
  if (!key) return 'no-key'
  if (refusedKey) return refusedKey.isOfThisServer ? 'revoked-key' : 'other-servers-key'
  return isIssued('server-key', key) ? 'unknown-key' : 'malformed-key'
}
