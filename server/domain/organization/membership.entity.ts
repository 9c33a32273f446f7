import { defineEntity } from '@mikro-orm/core'
import type { Role } from '#shared/organization.ts'
import { exactAscii, id, primaryId, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const MembershipSchema = defineEntity({
  name: 'Membership',
  filters: tenantFilter,
  uniques: [{ name: 'membership_account_unique', properties: ['organizationId', 'accountId'] }],
  indexes: [{ name: 'membership_account_index', properties: ['accountId'] }],
  checks: [{ name: 'membership_role_check', expression: `\`role\` in ('owner','admin','member','viewer')` }],
  properties: {
    id: primaryId(),
    organizationId: tenantId(),
    accountId: id(),
    role: exactAscii(20).$type<Role>(),
    createdAt: timestamp(),
  },
})

/** An account's place in an organization. */
export class Membership extends MembershipSchema.class {}
MembershipSchema.setClass(Membership)
