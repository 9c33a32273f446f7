import type { EntityManager } from '@mikro-orm/sql'
import { databaseTimeSql } from '../db/database-clock.ts'
import { readTimestamp } from '../db/read-timestamp.ts'

/** The time of the database. */
export async function readDatabaseTime(em: EntityManager): Promise<Date> {
  const [row]: { database_time: string | number }[] = await em.execute(
    `select ${databaseTimeSql(em)} as database_time`,
  )
  return readTimestamp(row!.database_time)
}
