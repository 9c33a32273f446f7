import type { PlatformContext, TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { tenantScope } from '../tenant-scope.ts'
import { findMembership, type FoundMembership } from './membership.repository.ts'

/**
 * Opens an organization to an account that is a member of it, with the role that it has there now.
 *
 * @param slug of the organization, as the request names it
 * @param found the account's place in it, where it was looked up before
 * @throws DomainError `organization-not-found`: unknown, or not one of the account's
 */
export async function enterOrganization(
  ctx: PlatformContext,
  accountId: string,
  slug: string,
  found?: Promise<FoundMembership | undefined>,
): Promise<TenantContext> {
  const membership = await (found ?? findMembership(ctx.em, accountId, slug))
  if (!membership) throw new DomainError('organization-not-found')
  const { organizationId, role } = membership
  return { ...tenantScope(ctx, organizationId), actor: { kind: 'account', id: accountId, role } }
}
