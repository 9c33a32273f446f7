/** A statement with its values. */
export interface Query {
  sql: string
  values: unknown[]
}

/** One statement for all: each keeps its own limit. */
export function joinQueries(columns: string, queries: readonly Query[]): Query {
  const parts = queries.map(({ sql }, place) => `select ${columns} from (${sql}) as part_${place}`)
  return { sql: parts.join(' union all '), values: queries.flatMap(({ values }) => values) }
}
