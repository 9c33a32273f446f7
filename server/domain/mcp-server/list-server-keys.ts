import type { ServerKeyDto } from '#shared/mcp-server.ts'
import { Account } from '../account/account.entity.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { findMcpServerOrArchived } from './find-mcp-server.ts'
import { presentServerKey } from './present-server-key.ts'
import { ServerKey } from './server-key.entity.ts'

/** A server's keys, newest first, revoked ones included. Each says who created it and when it was last used. */
export async function listServerKeys(ctx: TenantContext, slug: string): Promise<ServerKeyDto[]> {
  allow(ctx, 'manage servers')
  const server = await findMcpServerOrArchived(ctx, slug)
  const keys = await ctx.em.find(
    ServerKey,
    { mcpServerId: server.id },
    { orderBy: { createdAt: 'desc', id: 'desc' } },
  )
  const accounts = await ctx.em.find(Account, { id: { $in: keys.map((key) => key.createdByAccountId) } })
  const names = new Map(accounts.map((account) => [account.id, account.name]))
  return keys.map((key) => presentServerKey(key, names.get(key.createdByAccountId) ?? ''))
}
