/** A statement with its values. */
export interface Query {
  sql: string
  values: unknown[]
}

/** How many parts stay below the nesting that MySQL allows (error 1473). Vitess nests each part of a union in the one before. */
const TOGETHER = 30

/** One statement for all: each keeps its own limit. */
export function joinQueries(columns: string, queries: readonly Query[]): Query {
  const parts = queries.map(({ sql }, place) => `select ${columns} from (${sql}) as part_${place}`)
  return { sql: union(columns, parts), values: queries.flatMap(({ values }) => values) }
}

function union(columns: string, parts: readonly string[]): string {
  const all = ' union all '
  if (parts.length <= TOGETHER) return parts.join(all)
  const groups: string[] = []
  for (let from = 0; from < parts.length; from += TOGETHER) {
    const group = parts.slice(from, from + TOGETHER).join(all)
    groups.push(`select ${columns} from (${group}) as part_of_${from}`)
  }
  return groups.join(all)
}
