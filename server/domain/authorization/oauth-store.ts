import { type EntityName, LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import type { DomainSettings, TenantScope } from '../context.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { OauthClient } from './oauth-client.entity.ts'
import type { OauthTables } from './oauth-tables.ts'
import { SigningKey } from './signing-key.entity.ts'

/** Where an authorization server keeps what it has to remember: that of one MCP server's users, or that of staff. */
export interface OauthStore {
  em: EntityManager
  now: () => Date
  settings: DomainSettings
  /** Names the server. Its secrets are derived from the name, so that no server can read what another one wrote. */
  name: string
  tables: OauthTables
  clients: EntityName<ClientRow>
  keys: EntityName<KeyRow>
  /** The columns that say whose a row is. */
  owner: object
  /** Waits until this transaction is the only one that counts what the server has and adds to it: clients, and the first key. */
  lock: (em: EntityManager) => Promise<unknown>
}

interface ClientRow {
  id: string
  sealedMetadata: string
  createdAt: Date
  lastUsedAt?: Date | null
}

export interface KeyRow {
  id: string
  sealedPrivateJwk: string
  createdAt: Date
}

/** The store of one MCP server's users: rows of its organization. */
export function serverStore(scope: TenantScope, mcpServerId: string): OauthStore {
  const { em, now, settings, organizationId } = scope
  return {
    em,
    now,
    settings,
    name: mcpServerId,
    tables: { artifacts: 'oauth_artifact', clients: 'oauth_client', organizationId, mcpServerId },
    clients: OauthClient,
    keys: SigningKey,
    owner: { organizationId, mcpServerId },
    lock: (em) => em.findOneOrFail(McpServer, { id: mcpServerId }, { lockMode: LockMode.PESSIMISTIC_WRITE }),
  }
}
