import type { OrganizationDto } from '#shared/organization.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { Organization } from './organization.entity.ts'
import { presentOrganization } from './present-organization.ts'

/** The organization of this request. */
export async function getOrganization(ctx: TenantContext): Promise<OrganizationDto> {
  allow(ctx, 'read members')
  return presentOrganization(ctx, await ctx.em.findOneOrFail(Organization, { id: ctx.organizationId }))
}
