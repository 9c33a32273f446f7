import type { EntityManager } from '@mikro-orm/sql'

/** The names of accounts by their ids. Accounts may be in another database than what names them, so nothing is joined to them. */
export async function readAccountNames(
  em: EntityManager,
  ids: Iterable<string>,
): Promise<Map<string, string>> {
  const asked = [...new Set(ids)]
  if (asked.length === 0) return new Map()
  const rows: { id: string; name: string }[] = await em.execute(
    'select id, name from account where id in (?)',
    [asked],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
