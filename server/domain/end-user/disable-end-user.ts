import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { findEndUser } from './find-end-user.ts'
import { readEndUserDetails } from './read-end-user-details.ts'
import { shutOut } from './shut-out.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Disables a user: they cannot sign in, and all their sessions end. After they are enabled again they have to sign in
 * again. Their tickets stay. Disabling twice is no error.
 *
 * @throws DomainError `server-not-found`, `user-not-found`
 */
export async function disableEndUser(
  ctx: TenantContext,
  slug: string,
  userId: string,
): Promise<EndUserDetailsDto> {
  allow(ctx, 'manage end-users')
  const user = await findEndUser(ctx, slug, userId)
  await ctx.em.transactional(async (em) => {
    if (await shutOut(em, user, ctx.now()))
      writeAuditEntry(em, ctx, { action: 'end-user-disabled', subject: userId, details: { server: slug } })
    await publishChange(em, ctx.organizationId, { type: 'end-users-changed' })
  })
  return readEndUserDetails(ctx, user)
}
