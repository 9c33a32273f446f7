import type { OrganizationDto } from '#shared/organization.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { Organization } from './organization.entity.ts'
import { presentOrganization } from './present-organization.ts'

/** Changes the display name. The slug stays, because links contain it. */
export async function renameOrganization(ctx: TenantContext, name: string): Promise<OrganizationDto> {
  allow(ctx, 'rename organization')
  const organization = await ctx.em.findOneOrFail(Organization, { id: ctx.organizationId })
  if (organization.name === name) return presentOrganization(ctx, organization)
  const details = { from: organization.name, to: name }
  writeAuditEntry(ctx.em, ctx, { action: 'organization-renamed', subject: organization.slug, details })
  organization.name = name
  await ctx.em.flush()
  ctx.changes.publish(ctx.organizationId, { type: 'members-changed' })
  return presentOrganization(ctx, organization)
}
