import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { findMcpServerOrArchived } from './find-mcp-server.ts'
import { ServerKey } from './server-key.entity.ts'

/**
 * Revokes a key at once. SDKs that use it hide the support tool. Revoking twice is no error.
 *
 * @throws DomainError `server-not-found`, `key-not-found`
 */
export async function revokeServerKey(ctx: TenantContext, slug: string, keyId: string): Promise<void> {
  allow(ctx, 'manage servers')
  const server = await findMcpServerOrArchived(ctx, slug)
  const key = await ctx.em.findOne(ServerKey, { id: keyId, mcpServerId: server.id })
  if (!key) throw new DomainError('key-not-found')
  key.revokedAt ??= ctx.now()
  await ctx.em.flush()
}
