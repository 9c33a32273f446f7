import type { OrganizationDto } from '#shared/organization.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { Organization } from './organization.entity.ts'
import { presentOrganization } from './present-organization.ts'

/** Changes the display name. The slug stays, because links contain it. */
export async function renameOrganization(ctx: TenantContext, name: string): Promise<OrganizationDto> {
  allow(ctx, 'rename organization')
  const organization = await ctx.em.findOneOrFail(Organization, { id: ctx.organizationId })
  organization.name = name
  await ctx.em.flush()
  return presentOrganization(ctx, organization)
}
