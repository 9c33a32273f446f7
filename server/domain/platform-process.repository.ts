import { TableNotFoundException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../db/column-types.ts'
import { databaseTimeSql } from '../db/database-clock.ts'

/** Seconds after the last sign of life for which a process counts as running. It gives one every five seconds. */
export const LIVE_SECONDS = 15
/** Seconds after which the row of a process that ended without taking it away is deleted. */
const FORGET_SECONDS = 3_600

const THIS_PROCESS = newId()

/** Gives a sign of life of this process, and deletes the rows of those that gave none for an hour. */
export async function touchProcess(em: EntityManager): Promise<void> {
  const now = databaseTimeSql(em)
  const update = `update platform_process set seen_at = ${now} where id = ?`
  const { affectedRows } = await em.execute<{ affectedRows: number }>(update, [THIS_PROCESS], 'run')
  if (affectedRows === 0) {
    const insert = `insert into platform_process (id, started_at, seen_at) values (?, ${now}, ${now})`
    await em.execute(insert, [THIS_PROCESS])
  }
  await em.execute(`delete from platform_process where seen_at < ${databaseTimeSql(em, FORGET_SECONDS)}`)
}

/** Takes this process off the list when it stops. */
export async function forgetProcess(em: EntityManager): Promise<void> {
  await em.execute('delete from platform_process where id = ?', [THIS_PROCESS])
}

/** How many processes run on this database, or undefined if its schema is from before they were listed. */
export async function countLiveProcesses(em: EntityManager): Promise<number | undefined> {
  try {
    const rows: { count: number | string }[] = await em.execute(
      `select count(*) as count from platform_process where seen_at > ${databaseTimeSql(em, LIVE_SECONDS)}`,
    )
    return Number(rows[0]?.count ?? 0)
  } catch (error) {
    if (error instanceof TableNotFoundException) return undefined
    throw error
  }
}
