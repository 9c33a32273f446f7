import type { EntityManager } from '@mikro-orm/sql'
import { indexHint } from '../../db/keyset.ts'
import { type OauthTables, ofOwner } from './oauth-tables.ts'

interface ClientStore {
  em: EntityManager
  tables: OauthTables
}

/** The sealed metadata of a client that registered itself at this authorization server. */
export async function findSealedMetadata(
  { em, tables }: ClientStore,
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

/** How many clients of this authorization server nobody has given consent to, up to `cap`. */
export async function countUnusedClients(store: ClientStore, cap: number): Promise<number> {
  const { sql, values } = unusedClientsSql(store, cap)
  const [row]: { count: number }[] = await store.em.execute(
    `select count(*) as count from (${sql}) as capped`,
    values,
  )
  return row?.count ?? 0
}

/** Ids of the oldest clients of this authorization server that nobody has given consent to. */
export async function findOldestUnusedClients(store: ClientStore, limit: number): Promise<string[]> {
  const { sql, values } = unusedClientsSql(store, limit)
  const rows: { id: string }[] = await store.em.execute(sql, values)
  return rows.map(({ id }) => id)
}

/** The statement of the oldest unused clients. It is apart from its execution, so that a test can check its plan. */
export function unusedClientsSql(
  { em, tables }: ClientStore,
  limit: number,
): { sql: string; values: unknown[] } {
  const [ofWhom, ids] = ofOwner(tables)
  const [index, ofServer, servers] =
    tables.organizationId === undefined
      ? ['staff_client_unused_index', '', []]
      : ['oauth_client_server_index', 'mcp_server_id = ? and ', [tables.mcpServerId]]
  return {
    sql: `select id from ${tables.clients} ${indexHint(em, index)}
      where ${ofWhom}${ofServer}last_used_at is null order by created_at limit ?`,
    values: [...ids, ...servers, limit],
  }
}
