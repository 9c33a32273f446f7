import type { ChangeDto } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../db/column-types.ts'
import { databaseTimeSql } from '../db/database-clock.ts'
import { deleteOfTenantsInBatches } from '../db/delete-in-batches.ts'
import { readTimestamp } from '../db/read-timestamp.ts'
import { runStatement, type Statement } from '../db/statement.ts'
import { wakeFollowers } from './wake-followers.ts'

/** What dashboards are told: ids, never content. */
export type Change = Exclude<ChangeDto, { type: 'hello' }>

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

/** The statement of `publishChange`, for transactions that the manager does not run. Call `wakeFollowers` after it. */
export function publishChangeSql(em: EntityManager, organizationId: string, change: Change): Statement {
  return {
    sql: `insert into change_event (organization_id, at, id, message) values (?, ${databaseTimeSql(em)}, ?, ?)`,
    values: [organizationId, newId(), JSON.stringify(change)],
  }
}

/**
 * Tells the dashboards of an organization what changed, in the transaction of the change: it is never told without the
 * change, and no change without it.
 */
export async function publishChange(
  em: EntityManager,
  organizationId: string,
  change: Change,
): Promise<void> {
  await runStatement(em, publishChangeSql(em, organizationId, change))
  wakeFollowers(organizationId)
}

/** The time of the database. */
export async function readDatabaseTime(em: EntityManager): Promise<Date> {
  const [row]: { database_time: string | number }[] = await em.execute(
    `select ${databaseTimeSql(em)} as database_time`,
  )
  return readTimestamp(row!.database_time)
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

/** Which of these organizations have more changes than that since a time of the database. */
export async function readBusiest(
  em: EntityManager,
  organizationIds: readonly string[],
  since: Date,
  changes: number,
): Promise<Set<string>> {
  const rows: { organization_id: string }[] = await em.execute(
    'select organization_id from change_event where organization_id in (?) and at >= ? group by organization_id having count(*) > ?',
    [organizationIds, since, changes],
  )
  return new Set(rows.map((row) => row.organization_id))
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

/** Deletes what is kept no longer, of all tenants, so it does not use the tenant filter. The time is that of the database. */
export async function deleteOldChanges(em: EntityManager): Promise<void> {
  const now = await readDatabaseTime(em)
  const oldest = new Date(now.getTime() - KEPT_SECONDS * 1_000)
  await deleteOfTenantsInBatches(em, { table: 'change_event', key: 'id', condition: 'at < ?' }, [oldest])
}
