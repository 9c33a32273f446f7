import type { EntityManager } from '@mikro-orm/sql'
import { ALL_TENANTS } from '../../db/all-tenants.ts'

/** The slugs of the four oldest organizations beside this one. Crosses tenants by purpose: an operator asks. */
export async function listOtherOrganizations(em: EntityManager, slug: string): Promise<string[]> {
  const rows: { slug: string }[] = await em.execute(
    `select ${ALL_TENANTS} slug from organization where slug <> ? order by id limit 4`,
    [slug],
  )
  return rows.map((row) => row.slug)
}
