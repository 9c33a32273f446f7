import type { Migration } from '@mikro-orm/migrations'

/** The roles as of migration 0004. A later migration that adds one brings a list of its own. */
export const KNOWN_ROLES = `('owner','admin','member','viewer')`

/**
 * Refuses a database in which somebody has a role that this release does not know.
 *
 * @throws Error that says how many there are and what to do
 */
export async function refuseUnknownRoles(migration: Migration): Promise<void> {
  const count = await countRows(migration, 'membership', `role not in ${KNOWN_ROLES}`)
  if (count === 0) return
  throw new Error(
    `${count} row(s) of the table membership have a role other than owner, admin, member and viewer. ` +
      'Until now such a role had every right. Give these rows one of the four roles, then start again.',
  )
}

/**
 * Refuses a database in which a role has a space at the end, which MySQL took for the role without it.
 *
 * @throws Error that says how many there are and what to do
 */
export async function refuseInexactRoles(migration: Migration): Promise<void> {
  for (const table of ['membership', 'invitation']) {
    const count = await countRows(migration, table, `role like '% '`)
    if (count === 0) continue
    throw new Error(
      `${count} row(s) of the table ${table} have a role with a space at the end. ` +
        'Such a role has no rights. Take the space away where the role is meant, then start again.',
    )
  }
}

/**
 * Refuses to go back to a release that does not know viewers: it gives an unknown role every right.
 *
 * @throws Error that says how many there are and what to do
 */
export async function refuseViewers(migration: Migration): Promise<void> {
  const count = await countRows(migration, 'membership', `role = 'viewer'`)
  if (count === 0) return
  throw new Error(
    `${count} member(s) have the role viewer, and the release before gives them every right. ` +
      'Give them another role or remove them, then roll back again.',
  )
}

async function countRows(migration: Migration, table: string, condition: string): Promise<number> {
  const rows = (await migration.execute(
    `select count(*) as count from ${table} where ${condition}`,
  )) as unknown as { count: number | string }[]
  return Number(rows[0]?.count ?? 0)
}
