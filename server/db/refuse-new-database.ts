import { existsSync } from 'node:fs'
import { TableNotFoundException } from '@mikro-orm/core'
import { isSqlite, sqliteFile } from './database-url.ts'
import type { Orm } from './orm.ts'

const START = 'Check it. A new database is made by a start of the platform or by "npm run db:migrate".'

/** A command must not make a database where nobody wanted one. @throws Error when the file is not there */
export function refuseMissingFile(url: string): void {
  if (isSqlite(url) && !existsSync(sqliteFile(url)))
    throw new Error(`DATABASE_URL: there is no such file. ${START}`)
}

/** @throws Error when the database has never been migrated, so that it is another one or a new one */
export async function refuseEmpty({ em }: Orm): Promise<void> {
  try {
    await em.execute('select 1 from mikro_orm_migrations limit 1')
  } catch (error) {
    if (!(error instanceof TableNotFoundException)) throw error
    throw new Error(`DATABASE_URL: this database is not one of the platform. ${START}`, { cause: error })
  }
}
