import { LockMode } from '@mikro-orm/core'
import { updateRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import { publishChange } from '../publish-change.ts'
import type { PlatformContext } from '../context.ts'
import { listPlacesOfAccount } from '../organization/membership.repository.ts'
import { tenantScope } from '../tenant-scope.ts'
import { AccessToken } from './access-token.entity.ts'

/**
 * Revokes every active token of an account at once, in each of its organizations. Each organization is a transaction.
 *
 * @returns how many were revoked
 */
export async function revokeOwnAccessTokens(ctx: PlatformContext, accountId: string): Promise<number> {
  const revokedAt = ctx.now()
  let count = 0
  for (const { organizationId, role } of await listPlacesOfAccount(ctx.em.fork(), accountId)) {
    const scope = tenantScope(ctx, organizationId)
    const actor = { kind: 'account', id: accountId, role } as const
    count += await scope.em.transactional(async (em) => {
      const active = { accountId, revokedAt: null, expiresAt: { $gt: revokedAt } }
      const tokens = await em.find(AccessToken, active, { lockMode: LockMode.PESSIMISTIC_WRITE })
      if (tokens.length === 0) return 0
      for (const token of tokens) {
        await updateRow(em, token, { revokedAt })
        const entry = { action: 'token-revoked', subject: token.id, details: { hint: token.hint } } as const
        writeAuditEntry(em, { ...scope, actor }, entry)
      }
      await publishChange(em, organizationId, { type: 'members-changed' })
      return tokens.length
    })
  }
  return count
}
