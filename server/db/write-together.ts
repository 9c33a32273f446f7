import type { EntityManager } from '@mikro-orm/sql'
import { BoundSqliteConnection } from './bound-drivers.ts'
import { NoPlaceError } from './places.ts'
import { isBusy } from './sqlite-file.ts'
import { NothingChangedError, type Statement } from './statement.ts'

interface RunResult {
  affectedRows: number
}

/**
 * Runs statements that are all known before in one transaction, all of them or none, without the manager's own, which
 * forks the manager. On SQLite it is committed together with those of others.
 *
 * @returns false when one that must change a row found none; then nothing is written
 */
export async function writeTogether(em: EntityManager, statements: readonly Statement[]): Promise<boolean> {
  const driver = em.getDriver()
  const connection = driver.getConnection()
  try {
    if (connection instanceof BoundSqliteConnection) await connection.writeTogether(statements)
    else
      await connection.transactional(async (transaction) => {
        for (const { sql, values, mustChange } of statements) {
          const { affectedRows } = (await driver.execute(sql, values, 'run', transaction)) as RunResult
          if (mustChange && affectedRows === 0) throw new NothingChangedError()
        }
      })
    return true
  } catch (error) {
    if (error instanceof NothingChangedError) return false
    // On MySQL, `driver.execute` has given the error its class.
    if (!(connection instanceof BoundSqliteConnection)) throw error
    // The transaction did not begin. As an error of a statement, it would mean that a row is locked.
    if (error instanceof NoPlaceError || isBusy(error)) throw error
    throw driver.convertException(error as Error)
  }
}
