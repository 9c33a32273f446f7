import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { LockMode } from '@mikro-orm/core'
import { updateRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { findEndUser } from './find-end-user.ts'
import { readEndUserDetails } from './read-end-user-details.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Lets a disabled user sign in again. Sessions that ended stay ended.
 *
 * @throws DomainError `server-not-found`, `user-not-found`
 */
export async function enableEndUser(
  ctx: TenantContext,
  slug: string,
  userId: string,
): Promise<EndUserDetailsDto> {
  allow(ctx, 'manage end-users')
  const user = await findEndUser(ctx, slug, userId)
  await ctx.em.transactional(async (em) => {
    await em.refresh(user, { lockMode: LockMode.PESSIMISTIC_WRITE })
    if (!user.disabledAt) return
    await updateRow(em, user, { disabledAt: null })
    writeAuditEntry(em, ctx, { action: 'end-user-enabled', subject: userId, details: { server: slug } })
    await publishChange(em, ctx.organizationId, { type: 'end-users-changed' })
  })
  return readEndUserDetails(ctx, user)
}
