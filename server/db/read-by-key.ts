import type { EntityManager } from '@mikro-orm/sql'

/** Rows of one statement. Vitess refuses an answer of more than 10,000 of one shard. */
const PAGE = 1_000

/**
 * Reads all rows that a `select` finds, in the order of a key, by as many statements as it takes.
 *
 * @param key a column that differs in each row, of texts
 * @param select its last `?` is a key, and it finds only what is above
 */
export async function* readByKey<Row extends { [key in Key]: string }, Key extends string>(
  em: EntityManager,
  key: Key,
  select: string,
  values: readonly unknown[] = [],
): AsyncGenerator<Row> {
  for (let after = ''; ;) {
    const rows: Row[] = await em.execute(`${select} order by ${key} limit ${PAGE}`, [...values, after])
    yield* rows
    if (rows.length < PAGE) return
    after = rows.at(-1)![key]
  }
}
