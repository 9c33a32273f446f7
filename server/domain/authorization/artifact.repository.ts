import type { EntityManager } from '@mikro-orm/sql'
import { isEmbedded, primaryHint } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import { runStatement, type Statement } from '../../db/statement.ts'
import { type OauthTables, ofOwner } from './oauth-tables.ts'

/*
 * It is SQL, because each request of a client or a browser reads and writes several artifacts, and the ORM takes more time
 * for one than the database does.
 */

interface ArtifactStore {
  em: EntityManager
  tables: OauthTables
}

/** What is read of an artifact. */
export interface ArtifactRow {
  model: string
  grantId: string | null
  sealedPayload: string
  consumedAt: Date | undefined
}

/** What is written of an artifact. */
export interface NewArtifactRow {
  idHash: Buffer
  model: string
  uidHash: Buffer | null
  grantId: string | null
  sealedPayload: string
  createdAt: Date
  expiresAt: Date
}

interface Row {
  model: string
  grant_id: string | null
  sealed_payload: string
  consumed_at: string | number | null
}

export function findArtifactRow(store: ArtifactStore, idHash: Buffer): Promise<ArtifactRow | undefined> {
  return find(store, 'id_hash = ?', [idHash])
}

export function findArtifactRowByUid(
  store: ArtifactStore,
  uidHash: Buffer,
  model: string,
): Promise<ArtifactRow | undefined> {
  return find(store, 'uid_hash = ? and model = ?', [uidHash, model])
}

async function find(
  store: ArtifactStore,
  condition: string,
  values: unknown[],
): Promise<ArtifactRow | undefined> {
  const [ofWhom, ids] = ofOwner(store.tables)
  const [row]: Row[] = await store.em.execute(
    `select model, grant_id, sealed_payload, consumed_at from ${store.tables.artifacts} where ${ofWhom}${condition} limit 1`,
    [...ids, ...values],
  )
  return (
    row && {
      model: row.model,
      grantId: row.grant_id,
      sealedPayload: row.sealed_payload,
      consumedAt: row.consumed_at === null ? undefined : readTimestamp(row.consumed_at),
    }
  )
}

/** @throws UniqueConstraintViolationException when it is there already */
export async function insertArtifact(store: ArtifactStore, row: NewArtifactRow): Promise<void> {
  await runStatement(store.em, insertArtifactSql(store, row))
}

/** Inserts an artifact, or takes the place of the one that is there. */
export async function upsertArtifact(store: ArtifactStore, row: NewArtifactRow): Promise<void> {
  const { sql, values } = insertArtifactSql(store, row)
  const [conflict, next] = isEmbedded(store.em)
    ? ['on conflict (id_hash) do update set', (column: string) => `excluded.${column}`]
    : ['on duplicate key update', (column: string) => `values(${column})`]
  const replaced = ['uid_hash', 'grant_id', 'sealed_payload', 'expires_at']
  await store.em.execute(
    `${sql} ${conflict} ${replaced.map((column) => `${column} = ${next(column)}`).join(', ')}`,
    values,
  )
}

/** The statement of `insertArtifact`. */
export function insertArtifactSql({ tables }: Pick<ArtifactStore, 'tables'>, row: NewArtifactRow): Statement {
  const [names, ids] =
    tables.organizationId === undefined
      ? ['', []]
      : ['organization_id, mcp_server_id, ', [tables.organizationId, tables.mcpServerId]]
  const { idHash, model, uidHash, grantId, sealedPayload, createdAt, expiresAt } = row
  const values = [...ids, idHash, model, uidHash, grantId, sealedPayload, createdAt, expiresAt]
  return {
    sql: `insert into ${tables.artifacts} (${names}id_hash, model, uid_hash, grant_id, sealed_payload, created_at, expires_at)
      values (${values.map(() => '?').join(', ')})`,
    values,
  }
}

/**
 * Marks an artifact as used, unless it is.
 *
 * @param sealedPayload what takes the place of its payload, if anything does
 */
export function markConsumedSql(
  { em, tables }: ArtifactStore,
  idHash: Buffer,
  consumedAt: Date,
  sealedPayload?: string,
): Statement {
  const [ofWhom, ids] = ofOwner(tables)
  const [andPayload, payload] =
    sealedPayload === undefined ? ['', []] : [', sealed_payload = ?', [sealedPayload]]
  return {
    sql: `update ${tables.artifacts} ${primaryHint(em)} set consumed_at = ?${andPayload}
      where ${ofWhom}id_hash = ? and consumed_at is null`,
    values: [consumedAt, ...payload, ...ids, idHash],
    mustChange: true,
  }
}

export async function deleteArtifactRow(store: ArtifactStore, idHash: Buffer): Promise<void> {
  const [ofWhom, ids] = ofOwner(store.tables)
  // Only a DELETE that names its table twice may have a hint.
  const { artifacts } = store.tables
  const table = isEmbedded(store.em) ? '' : `${artifacts} `
  await store.em.execute(
    `delete ${table}from ${artifacts} ${primaryHint(store.em)} where ${ofWhom}id_hash = ?`,
    [...ids, idHash],
  )
}
