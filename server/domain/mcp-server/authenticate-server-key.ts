import { forkForTenant } from '../../db/tenant.ts'
import type { PlatformContext, TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { isNoteDue } from '../is-note-due.ts'
import { ServerKey } from './server-key.entity.ts'
import { hashServerKey } from './server-key.ts'
import { findServerAndKey, type ServerAndKey } from './server-key.repository.ts'

/** A request of an SDK: the server it speaks for, and a context in that server's organization. */
export interface AuthenticatedServer {
  ctx: TenantContext
  server: ServerAndKey
}

/**
 * Checks the key of a server, given the label of the host it was sent to.
 *
 * @param key what the `X-MCP-Obs-Key` header held
 * @throws DomainError `server-not-found` (unknown or archived alike), `invalid-key` (missing, unknown, revoked or
 *   another server's alike)
 */
export async function authenticateServerKey(
  platform: PlatformContext,
  slug: string,
  key: string | undefined,
): Promise<AuthenticatedServer> {
  const server = await findServerAndKey(platform.em, slug, hashServerKey(key ?? ''))
  if (!server) throw new DomainError('server-not-found')
  if (server.keyId === undefined) throw new DomainError('invalid-key')
  const { organizationId, keyId } = server
  const em = forkForTenant(platform.em, organizationId)
  const ctx: TenantContext = { ...platform, em, organizationId, actor: { kind: 'server_key', id: keyId } }
  await noteUse(ctx, server)
  return { ctx, server }
}

async function noteUse({ em, now }: TenantContext, { keyId, keyLastUsedAt }: ServerAndKey): Promise<void> {
  const at = now()
  if (isNoteDue(keyLastUsedAt, at)) await em.nativeUpdate(ServerKey, { id: keyId }, { lastUsedAt: at })
}
