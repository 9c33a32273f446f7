import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, id, primaryId, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'
import { CLIENT_ID_LENGTH, REDIRECT_HOST_LENGTH } from '../authorization/client-limits.ts'

const ConnectedAgentSchema = defineEntity({
  name: 'ConnectedAgent',
  filters: tenantFilter,
  indexes: [
    { name: 'connected_agent_list', properties: ['organizationId', 'accountId', 'createdAt'] },
    { name: 'connected_agent_account_index', properties: ['accountId'] },
    { name: 'connected_agent_unused_index', properties: ['lastUsedAt', 'createdAt'] },
  ],
  properties: {
    /** The `sid` of its access tokens. */
    id: primaryId(),
    organizationId: tenantId(),
    accountId: id(),
    /** The membership that the agent belongs to. A person who leaves and comes back has another one, and no agent. */
    membershipId: id(),
    clientId: p.string().length(CLIENT_ID_LENGTH),
    /** The name that the client gives itself. It is not verified. */
    clientName: p.string().length(200),
    /** The domain that confirms the name, where the client is identified by a document. */
    clientDomain: p.string().length(REDIRECT_HOST_LENGTH).nullable(),
    /** The host of the redirect address; for an app's own scheme, the scheme. */
    redirectHost: p.string().length(REDIRECT_HOST_LENGTH),
    /** Separated by spaces. */
    scopes: exactAscii(100),
    createdAt: timestamp(),
    expiresAt: timestamp(),
    /** When its code was redeemed, or it was used last. Before that, the agent does not count as connected. */
    lastUsedAt: timestamp().nullable(),
    endedAt: timestamp().nullable(),
    endedBecause: exactAscii(20).$type<AgentEnd>().nullable(),
  },
})

/** Who ended an agent: a person, its client, or the platform, because two had the same code or refresh token. */
export type AgentEnd = 'revoked' | 'left' | 'replayed'

/** An MCP client that a member connected to the desk. It is the OAuth grant. */
export class ConnectedAgent extends ConnectedAgentSchema.class {}
ConnectedAgentSchema.setClass(ConnectedAgent)
