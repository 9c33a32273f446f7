import type { Role } from '#shared/organization.ts'
import { defineEntity } from '@mikro-orm/core'
import { exactAscii, id, primaryId, sha256Column, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const InvitationSchema = defineEntity({
  name: 'Invitation',
  filters: tenantFilter,
  uniques: [{ name: 'invitation_secret_unique', properties: ['organizationId', 'secretHash'] }],
  indexes: [{ name: 'invitation_list', properties: ['organizationId', 'createdAt', 'id'] }],
  checks: [{ name: 'invitation_role_check', expression: `\`role\` in ('owner','admin','member','viewer')` }],
  properties: {
    id: primaryId(),
    organizationId: tenantId(),
    role: exactAscii(20).$type<Role>(),
    secretHash: sha256Column(),
    createdByAccountId: id(),
    createdAt: timestamp(),
    expiresAt: timestamp(),
    acceptedAt: timestamp().nullable(),
    acceptedByAccountId: id().nullable(),
    revokedAt: timestamp().nullable(),
  },
})

/** A link that lets one person become a member with one role. Whoever has the link can use it, once. */
export class Invitation extends InvitationSchema.class {}
InvitationSchema.setClass(Invitation)
