import type { EntityManager } from '@mikro-orm/sql'
import { ALL_TENANTS } from '../../db/all-tenants.ts'

/** The slugs of the four oldest organizations. Crosses tenants by purpose: an operator asks. */
export async function listOldestOrganizations(em: EntityManager): Promise<string[]> {
  const rows: { slug: string }[] = await em.execute(
    `select ${ALL_TENANTS} slug from organization order by id limit 4`,
  )
  return rows.map((row) => row.slug)
}
