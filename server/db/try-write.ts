import { isEmbedded } from './keyset.ts'
import type { Orm } from './orm.ts'

/** Bytes that need new pages of an embedded database, as tickets do. */
const PAGES = 20_000

const INSERT = `insert into mikro_orm_migrations (name, executed_at) values (?, current_timestamp)`

/**
 * Writes a row and takes it away again, in one transaction that is committed: only then does the database write to its
 * disk. Nobody else sees the row.
 *
 * @throws when nothing can be written: the database is read-only, or has no space
 */
export async function tryWrite(orm: Orm): Promise<void> {
  const isFile = isEmbedded(orm.em)
  await orm.em.fork().transactional(async (em) => {
    await em.execute(INSERT, ['write-check'])
    const lastId = isFile ? 'last_insert_rowid()' : 'last_insert_id()'
    await em.execute(`delete from mikro_orm_migrations where id = ${lastId}`)
  })
  if (isFile) await tryGrowth(orm)
}

/** A file that has reached its limit may still have a place for one row. */
async function tryGrowth(orm: Orm): Promise<void> {
  const em = orm.em.fork()
  await em.begin()
  try {
    await em.execute(INSERT, ['x'.repeat(PAGES)])
  } finally {
    await em.rollback()
  }
}
