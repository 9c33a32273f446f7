import type { TestApp } from './harness.ts'

/** Everything that is stored of an organization, as text. Binary columns are read as UTF-8. */
export async function storedRows({ orm }: Pick<TestApp, 'orm'>, org: string): Promise<string> {
  const lines: string[] = []
  for (const { filters, properties, tableName } of orm.getMetadata().getAll().values()) {
    if (!('tenant' in filters) || !('organizationId' in properties)) continue
    const rows = await orm.em.execute<Record<string, unknown>[]>(
      `select * from ${tableName} where organization_id = (select id from organization where slug = ?)`,
      [org],
    )
    lines.push(...rows.map((row) => `${tableName} ${JSON.stringify(Object.values(row).map(readable))}`))
  }
  return lines.sort().join('\n')
}

function readable(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : value
}
