import type { EntityManager } from '@mikro-orm/sql'
import { BoundSqliteConnection } from './bound-drivers.ts'
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
          const { affectedRows } = (await connection.execute(sql, values, 'run', transaction)) as RunResult
          if (mustChange && affectedRows === 0) throw new NothingChangedError()
        }
      })
    return true
  } catch (error) {
    if (error instanceof NothingChangedError) return false
    // As the driver gives errors their class.
    throw driver.convertException(error as Error)
  }
}
