import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, exactText, id, primaryId, timestamp } from '../../db/column-types.ts'
import { MARKS_LENGTH } from '../account/known-marks.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const McpServerUserSchema = defineEntity({
  name: 'McpServerUser',
  filters: tenantFilter,
  uniques: [
    { name: 'mcp_server_user_tenant_unique', properties: ['organizationId', 'id'] },
    { name: 'mcp_server_user_email_unique', properties: ['organizationId', 'mcpServerId', 'emailKey'] },
  ],
  // For the list of a server's users, newest first. `end-user.repository` names it.
  indexes: [
    { name: 'mcp_server_user_list', properties: ['organizationId', 'mcpServerId', 'createdAt', 'id'] },
  ],
  properties: {
    id: primaryId(),
    organizationId: tenantId(),
    mcpServerId: id(),
    name: p.string().length(80),
    email: exactText(254),
    emailKey: exactText(254),
    /** Argon2id, in PHC string format. */
    passwordHash: exactAscii(200).nullable().lazy(),
    /** Browsers that signed in before this time have to sign in again. */
    passwordChangedAt: timestamp().nullable(),
    /** Staff gave the user this password. It lets nobody in; it only lets the user choose another one. */
    passwordMustChange: p.boolean().default(false),
    /** Networks from which they signed in with this password, as marks that nobody can read. */
    knownNetworks: exactAscii(MARKS_LENGTH).nullable(),
    createdAt: timestamp(),
    disabledAt: timestamp().nullable(),
  },
})

/** An end-user of one MCP server. Accounts of customers' staff are another table. */
export class McpServerUser extends McpServerUserSchema.class {}
McpServerUserSchema.setClass(McpServerUser)
