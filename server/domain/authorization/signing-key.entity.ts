import { defineEntity, p } from '@mikro-orm/core'
import { id, primaryId, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const SigningKeySchema = defineEntity({
  name: 'SigningKey',
  filters: tenantFilter,
  indexes: [{ name: 'signing_key_server_index', properties: ['organizationId', 'mcpServerId', 'createdAt'] }],
  properties: {
    /** Its `kid`. */
    id: primaryId(),
    organizationId: tenantId(),
    mcpServerId: id(),
    sealedPrivateJwk: p.text().$type<string>(),
    createdAt: timestamp(),
  },
})

/** A key that signs the access tokens of one MCP server's users. */
export class SigningKey extends SigningKeySchema.class {}
SigningKeySchema.setClass(SigningKey)
