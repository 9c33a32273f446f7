import type { OrganizationDto } from '#shared/organization.ts'
import type { TenantContext } from '../context.ts'
import type { Organization } from './organization.entity.ts'

export function presentOrganization({ actor }: TenantContext, organization: Organization): OrganizationDto {
  return {
    slug: organization.slug,
    name: organization.name,
    role: actor.kind === 'server_key' ? 'member' : actor.role,
    createdAt: organization.createdAt.toISOString(),
  }
}
