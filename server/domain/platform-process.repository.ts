import { TableNotFoundException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../db/column-types.ts'
import { databaseTimeSql } from '../db/database-clock.ts'

/** Seconds after the last sign of life for which a process counts as running. It gives one every five seconds. */
export const LIVE_SECONDS = 15
/** Seconds after which the row of a process that ended without taking it away is deleted. */
const FORGET_SECONDS = 3_600

/** The row of the platform's state that names the process which runs them. */
const JOBS = 'jobs'
/** A sign of life, exactly. */
const SIGN = 'cast(seen_at as char)'
/** The id of this process, in the database. */
export const THIS_PROCESS = newId()

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

/** Who runs the jobs. */
export interface JobsHolder {
  /** Its id. Empty: nobody has them. */
  holder: string
  /** Empty: it has taken itself off the list. */
  sign: string
  /** Whether the sign is of the last seconds, by the clock of the database. */
  isRecent: boolean
}

/** The process that runs the jobs, with its last sign of life. */
export async function readJobsHolder(em: EntityManager): Promise<JobsHolder> {
  const [row]: { holder: string | null; sign: string | null; isRecent: number | null }[] = await em.execute(
    `select value as holder, ${SIGN} as sign, seen_at > ${databaseTimeSql(em, LIVE_SECONDS)} as isRecent
     from platform_state left join platform_process on platform_process.id = platform_state.value where platform_state.name = ?`,
    [JOBS],
  )
  return { holder: row?.holder ?? '', sign: row?.sign ?? '', isRecent: Boolean(row?.isRecent) }
}

/** Takes the jobs over from a process, unless it has given another sign of life meanwhile, or somebody else is sooner. */
export async function takeJobs(em: EntityManager, from: string, sign: string): Promise<boolean> {
  const { affectedRows } = await em.execute<{ affectedRows: number }>(
    `update platform_state set value = ? where name = ? and coalesce(value, ?) = ? and not exists (
       select 1 from platform_process where id = ? and ${SIGN} <> ?)`,
    [THIS_PROCESS, JOBS, '', from, from, sign],
    'run',
  )
  return affectedRows === 1
}

/** Leaves the jobs to whoever claims them next, where this process has them. */
export async function releaseJobs(em: EntityManager): Promise<void> {
  await em.execute('update platform_state set value = null where name = ? and value = ?', [
    JOBS,
    THIS_PROCESS,
  ])
}

/** Takes this process off the list when it stops. */
export async function forgetProcess(em: EntityManager): Promise<void> {
  await em.execute('delete from platform_process where id = ?', [THIS_PROCESS])
}

/** How many other processes run on this database, or undefined if its schema is from before they were listed. */
export async function countOtherProcesses(em: EntityManager): Promise<number | undefined> {
  try {
    const rows: { count: number | string }[] = await em.execute(
      `select count(*) as count from platform_process where id <> ? and seen_at > ${databaseTimeSql(em, LIVE_SECONDS)}`,
      [THIS_PROCESS],
    )
    return Number(rows[0]?.count ?? 0)
  } catch (error) {
    if (error instanceof TableNotFoundException) return undefined
    throw error
  }
}
