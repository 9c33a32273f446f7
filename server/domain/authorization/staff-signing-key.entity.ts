import { defineEntity, p } from '@mikro-orm/core'
import { primaryId, timestamp } from '../../db/column-types.ts'

const StaffSigningKeySchema = defineEntity({
  name: 'StaffSigningKey',
  properties: {
    /** Its `kid`. */
    id: primaryId(),
    sealedPrivateJwk: p.text().$type<string>(),
    createdAt: timestamp(),
  },
})

/** A key that signs the access tokens of connected agents. */
export class StaffSigningKey extends StaffSigningKeySchema.class {}
StaffSigningKeySchema.setClass(StaffSigningKey)
