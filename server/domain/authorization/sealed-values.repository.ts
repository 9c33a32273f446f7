import type { EntityManager } from '@mikro-orm/sql'

/** Rows that are read at a time. */
const BATCH = 500

/** Where sealed values are. */
export const SEALED = [
  { what: 'signing keys', table: 'signing_key', id: 'id', column: 'sealed_private_jwk' },
  { what: 'clients', table: 'oauth_client', id: 'id', column: 'sealed_metadata' },
  { what: 'sign-ins and tokens', table: 'oauth_artifact', id: 'id_hash', column: 'sealed_payload' },
] as const

type SealedKind = (typeof SEALED)[number]

export interface SealedRow {
  id: string | Buffer
  mcpServerId: string
  sealed: string
}

/** The ids of all organizations, in batches. */
export async function* readOrganizationIds(em: EntityManager): AsyncGenerator<string> {
  for (let after = ''; ;) {
    const rows: { id: string }[] = await em.execute(
      `select id from organization where id > ? order by id limit ${BATCH}`,
      [after],
    )
    for (const { id } of rows) yield id
    if (rows.length < BATCH) return
    after = rows.at(-1)!.id
  }
}

/** The sealed values of one kind in one organization, in batches. */
export async function* readSealedRows(
  em: EntityManager,
  { table, id, column }: SealedKind,
  organizationId: string,
): AsyncGenerator<SealedRow> {
  for (let after: string | Buffer = id === 'id' ? '' : Buffer.alloc(0); ;) {
    const rows: { id: string | Uint8Array; mcp_server_id: string; sealed: string }[] = await em.execute(
      `select ${id} as id, mcp_server_id, ${column} as sealed from ${table}
       where organization_id = ? and ${id} > ? order by ${id} limit ${BATCH}`,
      [organizationId, after],
    )
    const read = rows.map((row) => ({
      id: typeof row.id === 'string' ? row.id : Buffer.from(row.id),
      mcpServerId: row.mcp_server_id,
      sealed: row.sealed,
    }))
    yield* read
    if (read.length < BATCH) return
    after = read.at(-1)!.id
  }
}

/** Replaces a sealed value, unless somebody else has replaced it. */
export async function replaceSealed(
  em: EntityManager,
  { table, id, column }: SealedKind,
  organizationId: string,
  row: SealedRow,
  sealed: string,
): Promise<void> {
  await em.execute(
    `update ${table} set ${column} = ? where organization_id = ? and ${id} = ? and ${column} = ?`,
    [sealed, organizationId, row.id, row.sealed],
  )
}
