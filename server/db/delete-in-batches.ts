import type { EntityManager } from '@mikro-orm/sql'
import { ALL_TENANTS } from './all-tenants.ts'
import { deleteSql } from './keyset.ts'

/** Rows of one statement. */
const BATCH = 1_000

interface Doomed {
  table: string
  /** The primary key, or the part of it that is not the organization. */
  key: string
  condition: string
}

/**
 * Deletes the rows that a condition names, in several statements. One statement over very many rows would reach the limit
 * on statements, and would lock them all. They are found first: MariaDB scans the whole table for a sub-query in a delete.
 */
export async function deleteInBatches(
  em: EntityManager,
  { table, key, condition }: Doomed,
  values: readonly unknown[],
): Promise<void> {
  const select = `select ${key} as found from ${table} where ${condition} limit ${BATCH}`
  for (;;) {
    const rows = await em.execute<{ found: unknown }[]>(select, [...values])
    if (rows.length > 0) {
      const found = rows.map((row) => row.found)
      await em.execute(`${deleteSql(table)} where ${key} in (?) and ${condition}`, [found, ...values])
    }
    if (rows.length < BATCH) return
  }
}

/** The same for a table of tenants, of all of them: a statement for each, which names the organization. */
export async function deleteOfTenantsInBatches(
  em: EntityManager,
  { table, key, condition }: Doomed,
  values: readonly unknown[],
): Promise<void> {
  const select = `select ${ALL_TENANTS} organization_id, ${key} as found from ${table} where ${condition} limit ${BATCH}`
  for (;;) {
    const rows = await em.execute<{ organization_id: string; found: unknown }[]>(select, [...values])
    for (const [organizationId, doomed] of Map.groupBy(rows, (row) => row.organization_id)) {
      const found = doomed.map((row) => row.found)
      await em.execute(`${deleteSql(table)} where organization_id = ? and ${key} in (?) and ${condition}`, [
        organizationId,
        found,
        ...values,
      ])
    }
    if (rows.length < BATCH) return
  }
}
