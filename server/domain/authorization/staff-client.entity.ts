import { defineEntity } from '@mikro-orm/core'
import { longText, primaryId, timestamp } from '../../db/column-types.ts'

const StaffClientSchema = defineEntity({
  name: 'StaffClient',
  indexes: [{ name: 'staff_client_unused_index', properties: ['lastUsedAt', 'createdAt'] }],
  properties: {
    /** Its `client_id`. */
    id: primaryId(),
    /** Its metadata, encrypted because a confidential client's contains its secret. */
    sealedMetadata: longText(),
    createdAt: timestamp(),
    /** When a member last gave it consent. A client without any consent is deleted after a day. */
    lastUsedAt: timestamp().nullable(),
  },
})

/** An MCP client that registered itself at the authorization server of staff (RFC 7591). */
export class StaffClient extends StaffClientSchema.class {}
StaffClientSchema.setClass(StaffClient)
