import type { ServerKeyDto } from '#shared/mcp-server.ts'
import { Account } from '../account/account.entity.ts'
import { findActors } from '../audit-log/find-actors.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { findMcpServerOrArchived } from './find-mcp-server.ts'
import { presentServerKey } from './present-server-key.ts'
import { ServerKey } from './server-key.entity.ts'

/** A server's keys, newest first, revoked ones included. Each says who created and revoked it, and when it was last used. */
export async function listServerKeys(ctx: TenantContext, slug: string): Promise<ServerKeyDto[]> {
  allow(ctx, 'manage servers')
  const server = await findMcpServerOrArchived(ctx, slug)
  const keys = await ctx.em.find(
    ServerKey,
    { mcpServerId: server.id },
    { orderBy: { createdAt: 'desc', id: 'desc' } },
  )
  const revokers = await findActors(
    ctx,
    'key-revoked',
    keys.flatMap(({ id, revokedAt }) => (revokedAt ? [{ subject: id, since: revokedAt }] : [])),
  )
  const ids = keys.flatMap(({ id, createdByAccountId }) =>
    [createdByAccountId, revokers.get(id) ?? []].flat(),
  )
  const accounts = await ctx.em.find(Account, { id: { $in: [...new Set(ids)] } })
  const names = new Map(accounts.map((account) => [account.id, account.name]))
  return keys.map((key) =>
    presentServerKey(key, names.get(key.createdByAccountId) ?? '', names.get(revokers.get(key.id) ?? '')),
  )
}
