import type { EntityManager } from '@mikro-orm/sql'
import { type OauthTables, ofOwner } from './oauth-tables.ts'

/** The sealed metadata of a client that registered itself at this authorization server. */
export async function findSealedMetadata(
  { em, tables }: { em: EntityManager; tables: OauthTables },
  id: string,
): Promise<string | undefined> {
  const [ofWhom, ids] = ofOwner(tables)
  const [andServer, servers] =
    tables.organizationId === undefined ? ['', []] : [' and mcp_server_id = ?', [tables.mcpServerId]]
  const [row]: { sealed_metadata: string }[] = await em.execute(
    `select sealed_metadata from ${tables.clients} where ${ofWhom}id = ?${andServer}`,
    [...ids, id, ...servers],
  )
  return row?.sealed_metadata
}
