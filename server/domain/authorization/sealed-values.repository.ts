import type { EntityManager } from '@mikro-orm/sql'
import { ALL_TENANTS } from '../../db/all-tenants.ts'
import { readByKey } from '../../db/read-by-key.ts'
import { STAFF } from './staff-store.ts'

/** Rows that are read at a time. */
const BATCH = 500

/** Where sealed values are: of each kind, those of MCP servers' users and those of staff. */
export const SEALED = [
  {
    what: 'signing keys',
    tables: [
      { table: 'signing_key', id: 'id', column: 'sealed_private_jwk', isOfTenants: true },
      { table: 'staff_signing_key', id: 'id', column: 'sealed_private_jwk', isOfTenants: false },
    ],
  },
  {
    what: 'clients',
    tables: [
      { table: 'oauth_client', id: 'id', column: 'sealed_metadata', isOfTenants: true },
      { table: 'staff_client', id: 'id', column: 'sealed_metadata', isOfTenants: false },
    ],
  },
  {
    what: 'sign-ins and tokens',
    tables: [
      { table: 'oauth_artifact', id: 'id_hash', column: 'sealed_payload', isOfTenants: true },
      { table: 'staff_artifact', id: 'id_hash', column: 'sealed_payload', isOfTenants: false },
    ],
  },
] as const

export type SealedTable = (typeof SEALED)[number]['tables'][number]

export interface SealedRow {
  id: string | Buffer
  /** The authorization server that sealed it. */
  server: string
  sealed: string
}

/** Whose rows a table has: each organization in turn, in batches, or nobody's. */
export async function* readOwners(
  em: EntityManager,
  { isOfTenants }: SealedTable,
): AsyncGenerator<string | undefined> {
  if (!isOfTenants) return yield undefined
  const organizations = readByKey(em, 'id', `select ${ALL_TENANTS} id from organization where id > ?`)
  for await (const { id } of organizations) yield id
}

/** The sealed values of a table, in batches. @param owner as `readOwners` gives it */
export async function* readSealedRows(
  em: EntityManager,
  { table, id, column }: SealedTable,
  owner: string | undefined,
): AsyncGenerator<SealedRow> {
  for (let after: string | Buffer = id === 'id' ? '' : Buffer.alloc(0); ;) {
    const rows: { id: string | Uint8Array; server?: string; sealed: string }[] =
      owner === undefined
        ? await em.execute(
            `select ${id} as id, ${column} as sealed from ${table} where ${id} > ? order by ${id} limit ${BATCH}`,
            [after],
          )
        : await em.execute(
            `select ${id} as id, mcp_server_id as server, ${column} as sealed from ${table}
             where organization_id = ? and ${id} > ? order by ${id} limit ${BATCH}`,
            [owner, after],
          )
    const read = rows.map((row) => ({
      id: typeof row.id === 'string' ? row.id : Buffer.from(row.id),
      server: row.server ?? STAFF,
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
  { table, id, column }: SealedTable,
  owner: string | undefined,
  row: SealedRow,
  sealed: string,
): Promise<void> {
  const [whose, values] = owner === undefined ? ['', []] : ['organization_id = ? and ', [owner]]
  await em.execute(`update ${table} set ${column} = ? where ${whose}${id} = ? and ${column} = ?`, [
    sealed,
    ...values,
    row.id,
    row.sealed,
  ])
}
