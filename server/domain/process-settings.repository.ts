import type { EntityManager } from '@mikro-orm/sql'
import { databaseTimeSql } from '../db/database-clock.ts'
import { isEmbedded } from '../db/keyset.ts'
import { LIVE_SECONDS, THIS_PROCESS } from './platform-process.repository.ts'

/**
 * Begins the name of a row of the platform's state: one for secrets, one for other settings. The id of a process follows, and
 * the name has room for no more.
 */
type Prefix = 'sec-' | 'set-'

interface ShownRow {
  name: string
  value: string
  /** Whether the process has given a sign of life within seconds. */
  isAlive: number | string | null
  /** Whether its own row is deleted, so that nobody needs this one. */
  isGone: number | string
}

/**
 * Shows the other processes which settings this one has, and reads which ones those have that are alive. One that was killed
 * counts as alive for `LIVE_SECONDS`.
 *
 * @param shown tells settings apart without revealing what is secret, in 100 characters of ASCII at most
 * @returns what the others show. Nothing on SQLite, which has one process
 */
export async function exchangeFingerprints(
  em: EntityManager,
  prefix: Prefix,
  shown: string,
): Promise<string[]> {
  if (isEmbedded(em)) return []
  const rows: ShownRow[] = await em.execute(
    `select state.name, state.value, process.seen_at > ${databaseTimeSql(em, LIVE_SECONDS)} as isAlive, process.id is null as isGone
       from platform_state state left join platform_process process on process.id = substr(state.name, ?)
      where state.name like ?`,
    [prefix.length + 1, `${prefix}%`],
  )
  const own = `${prefix}${THIS_PROCESS}`
  if (!rows.some(({ name }) => name === own)) {
    await em.execute('insert into platform_state (name, value) values (?, ?)', [own, shown])
  }
  const others = rows.filter(({ name }) => name !== own)
  const gone = others.filter(({ isGone }) => Number(isGone)).map(({ name }) => name)
  if (gone.length > 0) await em.execute('delete from platform_state where name in (?)', [gone])
  return others.filter(({ isAlive }) => Number(isAlive)).map(({ value }) => value)
}
