import type { EntityManager } from '@mikro-orm/sql'
import { ALL_TENANTS } from '../../db/all-tenants.ts'
import { readByKey } from '../../db/read-by-key.ts'

/** One organization, or all. */
export async function* findOrganizations(
  em: EntityManager,
  slug: string | undefined,
): AsyncGenerator<{ id: string; slug: string }> {
  if (slug === undefined)
    return yield* readByKey(em, 'id', `select ${ALL_TENANTS} id, slug from organization where id > ?`)
  yield* await em.execute<{ id: string; slug: string }[]>(
    'select id, slug from organization where slug = ?',
    [slug],
  )
}

/** The next organization, in the order of ids, that has changes which its index does not have. */
export async function findQueuedOrganization(em: EntityManager, after: string): Promise<string | undefined> {
  const rows: { organization_id: string }[] = await em.execute(
    `select ${ALL_TENANTS} organization_id from search_todo where organization_id > ? order by organization_id limit 1`,
    [after],
  )
  return rows[0]?.organization_id
}

/** Organizations whose index does not have all of their tickets yet. */
export function findUnfinishedOrganizations(
  em: EntityManager,
): AsyncGenerator<{ organization_id: string; is_clearing: boolean | number }> {
  return readByKey(
    em,
    'organization_id',
    `select ${ALL_TENANTS} organization_id, is_clearing from search_state
     where complete_to_at is not null and organization_id > ?`,
  )
}

/** Organizations whose index has all of their tickets, as far as it knows. */
export function findFinishedOrganizations(em: EntityManager): AsyncGenerator<{ organization_id: string }> {
  return readByKey(
    em,
    'organization_id',
    `select ${ALL_TENANTS} organization_id from search_state where complete_to_at is null and organization_id > ?`,
  )
}
