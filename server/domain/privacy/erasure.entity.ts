import { defineEntity } from '@mikro-orm/core'
import { exactAscii, id, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const ErasureSchema = defineEntity({
  name: 'Erasure',
  filters: tenantFilter,
  properties: {
    organizationId: tenantId().primary(),
    /** Of the tickets that are erased: the id of a user, or the keyed hash of an e-mail address. */
    reporterKey: exactAscii(36).primary(),
    /** The user who is deleted at the end. */
    mcpServerUserId: id().nullable(),
    /** The same for all of a person. */
    startedAt: timestamp(),
  },
})

/** Somebody whose data is being erased. The row goes with the last of it. */
export class Erasure extends ErasureSchema.class {}
ErasureSchema.setClass(Erasure)
