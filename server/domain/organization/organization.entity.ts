import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, primaryId, timestamp } from '../../db/column-types.ts'

const OrganizationSchema = defineEntity({
  name: 'Organization',
  properties: {
    id: primaryId(),
    slug: exactAscii(63).unique('organization_slug_unique'),
    name: p.string().length(80),
    createdAt: timestamp(),
  },
})

/** A customer: the tenant to which everything else belongs. */
export class Organization extends OrganizationSchema.class {}
OrganizationSchema.setClass(Organization)
