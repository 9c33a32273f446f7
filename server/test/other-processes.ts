import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../db/column-types.ts'
import { databaseTimeSql } from '../db/database-clock.ts'

/**
 * Makes a process that gave its last sign of life some seconds ago.
 *
 * @param shown the values of its rows in the platform's state, by what begins their names
 * @returns its id
 */
export async function addProcess(
  em: EntityManager,
  shown: Record<string, string>,
  secondsAgo = 0,
): Promise<string> {
  const id = newId()
  const seenAt = databaseTimeSql(em, secondsAgo)
  await em.execute(
    `insert into platform_process (id, started_at, seen_at) values (?, ${seenAt}, ${seenAt})`,
    [id],
  )
  for (const [prefix, value] of Object.entries(shown))
    await em.execute('insert into platform_state (name, value) values (?, ?)', [`${prefix}${id}`, value])
  return id
}

/** Forgets all processes and what they show, also what this one shows. */
export async function forgetProcesses(em: EntityManager): Promise<void> {
  await em.execute(`delete from platform_state where name like 'sec-%' or name like 'set-%'`)
  await em.execute('delete from platform_process')
}

/** What processes show, this one too. */
export async function readShown(em: EntityManager): Promise<{ name: string; value: string }[]> {
  return em.execute(`select name, value from platform_state where name like 'sec-%' or name like 'set-%'`)
}
