import type { AuthMode } from '#shared/mcp-server.ts'
import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, id, primaryId, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const McpServerSchema = defineEntity({
  name: 'McpServer',
  filters: tenantFilter,
  uniques: [{ name: 'mcp_server_tenant_unique', properties: ['organizationId', 'id'] }],
  indexes: [{ name: 'mcp_server_sessions_ended_index', properties: ['sessionsEndedAt'] }],
  properties: {
    id: primaryId(),
    organizationId: tenantId(),
    /** The host label. It never changes and is never used again, because links and DSNs contain it. */
    slug: exactAscii(63).unique('mcp_server_slug_unique'),
    name: p.string().length(80),
    description: p.string().length(500),
    archivedAt: timestamp().nullable(),
    createdAt: timestamp(),
    updatedAt: timestamp(),
    supportToolEnabled: p.boolean().default(false),
    /** Null stands for the recommended text, which changes with the server's name. */
    supportToolTitle: p.string().length(60).nullable(),
    supportToolDescription: p.string().length(1000).nullable(),
    supportToolCategories: p.json<string[]>().nullable(),
    authMode: exactAscii(10).$type<AuthMode>().default('email'),
    /** The canonical URL of the MCP endpoint: the one audience of its access tokens (RFC 8707). */
    resourceUrl: p.string().length(500).nullable(),
    /** Its users' sessions that were opened until then are over, while `endOldSessions` has not revoked all of them. */
    sessionsEndedAt: timestamp().nullable(),
    /** Where a trace is shown, with `{traceId}` for its id. */
    traceUrl: p.string().length(500).nullable(),
    /** When an SDK first and last fetched the settings, which one (`read-caller.ts`), and with which key. */
    settingsFirstFetchedAt: timestamp().nullable(),
    settingsFetchedAt: timestamp().nullable(),
    settingsFetchedBy: exactAscii(100).nullable(),
    settingsFetchedKeyId: id().nullable(),
    /** When a client first and last got a list with the support tool. */
    toolFirstListedAt: timestamp().nullable(),
    toolListedAt: timestamp().nullable(),
    /** Days after which a ticket is deleted; null keeps tickets. */
    retentionDays: p.integer().nullable(),
  },
})

/** A customer's MCP server: where tickets come from. It has its own host and settings of the support tool. */
export class McpServer extends McpServerSchema.class {}
McpServerSchema.setClass(McpServer)
