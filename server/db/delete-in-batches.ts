import type { EntityManager } from '@mikro-orm/sql'

/** Rows of one statement. */
const BATCH = 1_000

/**
 * Deletes the rows that a condition names, in several statements. One statement over very many rows would reach the limit
 * on statements, and would lock them all.
 *
 * @param key the primary key. Found first: MariaDB scans the whole table for a sub-query in a delete.
 */
export async function deleteInBatches(
  em: EntityManager,
  { table, key, condition }: { table: string; key: string; condition: string },
  values: readonly unknown[],
): Promise<void> {
  for (;;) {
    const rows = await em.execute<{ found: unknown }[]>(
      `select ${key} as found from ${table} where ${condition} limit ${BATCH}`,
      [...values],
    )
    if (rows.length > 0) {
      await em.execute(`delete from ${table} where ${key} in (?) and ${condition}`, [
        rows.map(({ found }) => found),
        ...values,
      ])
    }
    if (rows.length < BATCH) return
  }
}
