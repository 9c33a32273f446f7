import type { EntityManager } from '@mikro-orm/sql'

/** Those of keys by which an erasure that has begun finds tickets. */
export async function readErasedKeys(
  em: EntityManager,
  organizationId: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set()
  const rows: { reporter_key: string }[] = await em.execute(
    'select reporter_key from erasure where organization_id = ? and reporter_key in (?)',
    [organizationId, keys],
  )
  return new Set(rows.map((row) => row.reporter_key))
}
