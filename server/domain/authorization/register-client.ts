import { LockMode } from '@mikro-orm/core'
import { newId } from '../../db/column-types.ts'
import type { TenantScope } from '../context.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { OauthClient } from './oauth-client.entity.ts'
import { Vault } from './vault.ts'

/** Clients without the consent of any user that one MCP server keeps. They are deleted after a day. */
const MAX_UNUSED_CLIENTS = 10_000

/** A `client_id` for a client that registers itself. */
export function newClientId(): string {
  return newId()
}

/**
 * Keeps a client that registered itself (RFC 7591).
 *
 * @param metadata stored encrypted, because a confidential client's contains its secret
 * @returns false when this MCP server has too many clients that no user has given consent to
 */
export async function registerClient(
  { em, organizationId, settings, now }: TenantScope,
  mcpServerId: string,
  id: string,
  metadata: object,
): Promise<boolean> {
  const sealedMetadata = await new Vault(settings, mcpServerId).seal(metadata)
  return em.transactional(async (em) => {
    // Locked, so that requests at once cannot pass the limit together.
    await em.findOneOrFail(McpServer, { id: mcpServerId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    const unused = await em.count(OauthClient, { mcpServerId, lastUsedAt: null })
    if (unused >= MAX_UNUSED_CLIENTS) return false
    em.create(OauthClient, { id, organizationId, mcpServerId, sealedMetadata, createdAt: now() })
    return true
  })
}
