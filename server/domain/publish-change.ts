import type { ChangeDto } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../db/column-types.ts'
import { databaseTimeSql } from '../db/database-clock.ts'
import { runStatement, type Statement } from '../db/statement.ts'
import { wakeFollowers } from './wake-followers.ts'

/** What dashboards are told: ids, never content. */
export type Change = Exclude<ChangeDto, { type: 'hello' }>

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
