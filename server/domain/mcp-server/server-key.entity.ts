import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, id, primaryId, sha256Column, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const ServerKeySchema = defineEntity({
  name: 'ServerKey',
  filters: tenantFilter,
  indexes: [
    { name: 'server_key_server_index', properties: ['organizationId', 'mcpServerId', 'createdAt'] },
    { name: 'server_key_account_index', properties: ['createdByAccountId'] },
  ],
  properties: {
    id: primaryId(),
    organizationId: tenantId(),
    mcpServerId: id(),
    keyHash: sha256Column().unique('server_key_hash_unique'),
    /** The key's last four characters, to tell keys apart. */
    hint: exactAscii(4),
    /** What staff call it. */
    name: p.string().length(40).nullable(),
    createdByAccountId: id(),
    createdAt: timestamp(),
    revokedAt: timestamp().nullable(),
    lastUsedAt: timestamp().nullable(),
  },
})

/** An ingest key of one MCP server. It is deployed with that server, so it identifies the server and never a user. */
export class ServerKey extends ServerKeySchema.class {}
ServerKeySchema.setClass(ServerKey)
