import type { EntityManager } from '@mikro-orm/sql'
import type { Statement } from './bound-connection.ts'
import { BoundSqliteConnection } from './bound-drivers.ts'

/**
 * Runs statements that are all known before in one transaction, all of them or none, without the manager's own, which
 * forks the manager. On SQLite it is committed together with those of others.
 */
export async function writeTogether(em: EntityManager, statements: readonly Statement[]): Promise<void> {
  const driver = em.getDriver()
  const connection = driver.getConnection()
  try {
    if (connection instanceof BoundSqliteConnection) return await connection.writeTogether(statements)
    await connection.transactional(async (transaction) => {
      for (const [sql, values] of statements) await connection.execute(sql, values, 'run', transaction)
    })
  } catch (error) {
    // As the driver gives errors their class.
    throw driver.convertException(error as Error)
  }
}
