import { LockMode } from '@mikro-orm/core'
import { updateRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { findMcpServerOrArchived } from './find-mcp-server.ts'
import { ServerKey } from './server-key.entity.ts'
import { publishChange } from '../publish-change.ts'

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
  await ctx.em.transactional(async (em) => {
    await em.refresh(key, { lockMode: LockMode.PESSIMISTIC_WRITE })
    if (key.revokedAt) return
    await updateRow(em, key, { revokedAt: ctx.now() })
    const details = { server: slug, hint: key.hint }
    writeAuditEntry(em, ctx, { action: 'key-revoked', subject: keyId, details })
    await publishChange(em, ctx.organizationId, { type: 'servers-changed' })
  })
}
