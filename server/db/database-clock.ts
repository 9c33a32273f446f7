import type { EntityManager } from '@mikro-orm/sql'
import { isEmbedded } from './keyset.ts'

/**
 * The time of the database, or a time before it, as SQL that compares with columns made by `timestamp()`. Processes on
 * several machines agree on this clock.
 */
export function databaseTimeSql(em: EntityManager, secondsAgo = 0): string {
  return isEmbedded(em)
    ? `cast((unixepoch('subsec') - ${secondsAgo}) * 1000 as integer)`
    : `(utc_timestamp(3) - interval ${secondsAgo} second)`
}
