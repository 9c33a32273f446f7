import type { EndUserDetailsDto } from '#shared/end-user.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { findEndUser } from './find-end-user.ts'
import { readEndUserDetails } from './read-end-user-details.ts'

/**
 * One user with their sessions.
 *
 * @throws DomainError `server-not-found`, `user-not-found`
 */
export async function getEndUser(
  ctx: TenantContext,
  slug: string,
  userId: string,
): Promise<EndUserDetailsDto> {
  allow(ctx, 'read end-users')
  return readEndUserDetails(ctx, await findEndUser(ctx, slug, userId))
}
