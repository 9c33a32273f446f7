import type { EntityManager } from '@mikro-orm/sql'
import { ALL_TENANTS } from '../db/all-tenants.ts'
import { deleteSql } from '../db/keyset.ts'
import { readTimestamp } from '../db/read-timestamp.ts'
import { readDatabaseTime } from './database-time.repository.ts'
import type { Change } from './publish-change.ts'

/** Seconds for which a change is kept: for those who were away for 15 minutes, and to count as long before. */
export const KEPT_SECONDS = 1_510

export interface ChangeEventRow {
  id: string
  organizationId: string
  at: Date
  change: Change
}

interface Row {
  id: string
  organization_id: string
  at: string | number
  message: string
}

/** Changes of these organizations since a time of the database, the oldest first, so many at most. */
export async function readChangesSince(
  em: EntityManager,
  organizationIds: readonly string[],
  since: Date,
  limit: number,
): Promise<ChangeEventRow[]> {
  const rows: Row[] = await em.execute(
    'select id, organization_id, at, message from change_event where organization_id in (?) and at >= ? order by at, id limit ?',
    [organizationIds, since, limit],
  )
  return rows.map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    at: readTimestamp(row.at),
    change: JSON.parse(row.message) as Change,
  }))
}

/** From the first time of the database to before the second one. */
export interface ChangeWindow {
  since: Date
  until: Date
}

/** How many changes these organizations have in two windows, at one moment. Who has none in both may be missing. */
export async function countChanges(
  em: EntityManager,
  organizationIds: readonly string[],
  before: ChangeWindow,
  now: ChangeWindow,
): Promise<Map<string, { before: number; now: number }>> {
  const { since, until } = now
  const earliest = before.since < since ? before.since : since
  const rows: { organization_id: string; counted_before: number | string; counted_now: number | string }[] =
    await em.execute(
      `select organization_id, sum(at >= ? and at < ?) as counted_before, sum(at >= ? and at < ?) as counted_now
       from change_event where organization_id in (?) and at >= ? group by organization_id`,
      [before.since, before.until, since, until, organizationIds, earliest],
    )
  return new Map(
    rows.map((row) => [
      row.organization_id,
      { before: Number(row.counted_before), now: Number(row.counted_now) },
    ]),
  )
}

/** Rows that are found for one round of statements that delete. */
const BATCH = 1_000

/**
 * Deletes what is kept no longer, of all tenants, so it does not use the tenant filter. The time is that of the database. The primary
 * key begins with organization and time, so each statement deletes an organization's changes between two times: by ids, it would read and
 * lock all old ones each time.
 */
export async function deleteOldChanges(em: EntityManager): Promise<void> {
  const now = await readDatabaseTime(em)
  const oldest = new Date(now.getTime() - KEPT_SECONDS * 1_000)
  const select = `select ${ALL_TENANTS} organization_id, at from change_event where at < ? order by at limit ${BATCH}`
  for (;;) {
    const rows: Pick<Row, 'organization_id' | 'at'>[] = await em.execute(select, [oldest])
    for (const [organizationId, old] of Map.groupBy(rows, (row) => row.organization_id))
      await deleteChanges(em, organizationId, readTimestamp(old[0]!.at), readTimestamp(old.at(-1)!.at))
    if (rows.length < BATCH) return
  }
}

/** Beyond the last time, so that MySQL need not lock the change that comes next to see that it is one too many. */
async function deleteChanges(em: EntityManager, organizationId: string, from: Date, to: Date): Promise<void> {
  const sql = `${deleteSql('change_event')} where organization_id = ? and at >= ? and at < ?`
  await em.execute(sql, [organizationId, from, new Date(to.getTime() + 1)])
}
