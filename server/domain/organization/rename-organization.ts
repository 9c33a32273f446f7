import type { OrganizationDto } from '#shared/organization.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { lockOrganization } from './lock-organization.ts'
import { presentOrganization } from './present-organization.ts'
import { publishChange } from '../publish-change.ts'

/** Changes the display name. The slug stays, because links contain it. */
export async function renameOrganization(ctx: TenantContext, name: string): Promise<OrganizationDto> {
  allow(ctx, 'rename organization')
  const organization = await ctx.em.transactional(async (em) => {
    const organization = await lockOrganization(em, ctx.organizationId)
    if (organization.name === name) return organization
    const details = { from: organization.name, to: name }
    writeAuditEntry(em, ctx, { action: 'organization-renamed', subject: organization.slug, details })
    await publishChange(em, ctx.organizationId, { type: 'members-changed' })
    organization.name = name
    return organization
  })
  return presentOrganization(ctx, organization)
}
