import { LockMode } from '@mikro-orm/core'
import { updateRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow, isAllowed } from '../policy.ts'
import { AccessToken } from './access-token.entity.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Revokes a token at once: one's own, or anybody's for those who manage access tokens. Revoking twice is no error.
 *
 * @throws DomainError `token-not-found`: unknown, or somebody else's
 */
export async function revokeAccessToken(ctx: TenantContext, tokenId: string): Promise<void> {
  const accountId = allow(ctx, 'revoke own access tokens')
  await ctx.em.transactional(async (em) => {
    // Locked, so that of two revocations at once one is recorded.
    const token = await em.findOne(AccessToken, { id: tokenId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    const mayRevoke = token?.accountId === accountId || isAllowed(ctx.actor, 'manage access tokens')
    if (!token || !mayRevoke) throw new DomainError('token-not-found')
    if (token.revokedAt) return
    await updateRow(em, token, { revokedAt: ctx.now() })
    writeAuditEntry(em, ctx, { action: 'token-revoked', subject: tokenId, details: { hint: token.hint } })
    await publishChange(em, ctx.organizationId, { type: 'members-changed' })
  })
}
