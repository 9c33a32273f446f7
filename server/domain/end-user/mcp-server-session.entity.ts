import { defineEntity } from '@mikro-orm/core'
import { id, primaryId, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const McpServerSessionSchema = defineEntity({
  name: 'McpServerSession',
  filters: tenantFilter,
  uniques: [{ name: 'mcp_server_session_tenant_unique', properties: ['organizationId', 'id'] }],
  indexes: [{ name: 'mcp_server_session_user_index', properties: ['organizationId', 'mcpServerUserId'] }],
  properties: {
    id: primaryId(),
    organizationId: tenantId(),
    mcpServerUserId: id(),
    createdAt: timestamp(),
    revokedAt: timestamp().nullable(),
  },
})

/** An end-user's sign-in: the OAuth grant (`sid`), since MCP 2026-07-28 has no protocol sessions. */
export class McpServerSession extends McpServerSessionSchema.class {}
McpServerSessionSchema.setClass(McpServerSession)
