import { defineEntity, p } from '@mikro-orm/core'
import { id, primaryId, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'
import { CLIENT_ID_LENGTH, REDIRECT_HOST_LENGTH } from '../authorization/client-limits.ts'

const McpServerSessionSchema = defineEntity({
  name: 'McpServerSession',
  filters: tenantFilter,
  uniques: [{ name: 'mcp_server_session_tenant_unique', properties: ['organizationId', 'id'] }],
  indexes: [
    { name: 'mcp_server_session_user_index', properties: ['organizationId', 'mcpServerUserId'] },
    { name: 'mcp_server_session_expiry_index', properties: ['expiresAt', 'id'] },
  ],
  properties: {
    /** The `sid` of its access tokens. */
    id: primaryId(),
    organizationId: tenantId(),
    mcpServerUserId: id(),
    /** The name that the client gives itself. It is not verified. */
    clientName: p.string().length(200).default(''),
    clientId: p.string().length(CLIENT_ID_LENGTH).default(''),
    /** The host of the redirect address; for an app's own scheme, the scheme. */
    redirectHost: p.string().length(REDIRECT_HOST_LENGTH).default(''),
    /** What the user gave consent to, as the authorization server keeps it. */
    oauthGrant: p.json<Record<string, unknown>>().nullable().lazy(),
    createdAt: timestamp(),
    expiresAt: timestamp().nullable(),
    /** When its code was redeemed, or it was used last. Before that, the session does not count as live. */
    lastSeenAt: timestamp().nullable(),
    /** Without it, the session can be over all the same: `McpServer.sessionsEndedAt`. */
    revokedAt: timestamp().nullable(),
  },
})

/** An end-user's sign-in with one client. It is the OAuth grant, because MCP 2026-07-28 has no protocol sessions. */
export class McpServerSession extends McpServerSessionSchema.class {}
McpServerSessionSchema.setClass(McpServerSession)
