import type { PlatformContext, TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { tenantScope } from '../tenant-scope.ts'
import { findMembership } from './membership.repository.ts'

/**
 * Opens an organization to an account that is a member of it, with the role that it has there now.
 *
 * @param slug of the organization, as the request names it
 * @throws DomainError `organization-not-found`: unknown, or not one of the account's
 */
export function enterOrganization(
  ctx: PlatformContext,
  accountId: string,
  slug: string,
): Promise<TenantContext> {
  return enterOrganizations(ctx)(accountId, slug)
}

/** The same for all that is asked in one request: each membership is looked up once. */
export function enterOrganizations(
  ctx: PlatformContext,
): (accountId: string, slug: string) => Promise<TenantContext> {
  const memberships = new Map<string, ReturnType<typeof findMembership>>()
  return async (accountId, slug) => {
    const key = `${accountId} ${slug}`
    const found = memberships.get(key) ?? findMembership(ctx.em, accountId, slug)
    memberships.set(key, found)
    const membership = await found
    if (!membership) throw new DomainError('organization-not-found')
    const { organizationId, role } = membership
    return { ...tenantScope(ctx, organizationId), actor: { kind: 'account', id: accountId, role } }
  }
}
