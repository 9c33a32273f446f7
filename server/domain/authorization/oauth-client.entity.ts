import { defineEntity } from '@mikro-orm/core'
import { id, longText, primaryId, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const OauthClientSchema = defineEntity({
  name: 'OauthClient',
  filters: tenantFilter,
  indexes: [
    {
      name: 'oauth_client_server_index',
      properties: ['organizationId', 'mcpServerId', 'lastUsedAt', 'createdAt'],
    },
    { name: 'oauth_client_unused_index', properties: ['lastUsedAt', 'createdAt'] },
  ],
  properties: {
    /** Its `client_id`. */
    id: primaryId(),
    organizationId: tenantId(),
    mcpServerId: id(),
    /** Its metadata, encrypted because a confidential client's contains its secret. */
    sealedMetadata: longText(),
    createdAt: timestamp(),
    /** When a user last gave it consent. A client without any consent is deleted after a day. */
    lastUsedAt: timestamp().nullable(),
  },
})

/** An MCP client that registered itself at one server's authorization server (RFC 7591). */
export class OauthClient extends OauthClientSchema.class {}
OauthClientSchema.setClass(OauthClient)
