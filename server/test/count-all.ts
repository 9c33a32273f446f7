import { ALL_TENANTS } from '../db/all-tenants.ts'
import type { Orm } from '../db/orm.ts'

/** How many rows a table has, whoever has them. */
export async function countAll({ orm }: { orm: Orm }, table: string): Promise<number> {
  const sql = `select ${ALL_TENANTS} count(*) as count from ${table}`
  const [row] = await orm.em.fork().execute<{ count: number | string }[]>(sql)
  return Number(row!.count)
}
