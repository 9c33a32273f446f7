import { CompiledQuery, type DatabaseConnection } from 'kysely'
import { NothingChangedError, type Write } from './statement.ts'

/**
 * Runs statements in a transaction of this connection, without Kysely's own builder, which makes a client for each
 * transaction, and without the ORM, which asks that client for each statement.
 *
 * @param beforeCommit is called when all is written. The transaction is undone if it throws
 * @throws NothingChangedError, what the first statement that failed threw, or `beforeCommit`
 */
export async function writeInTransaction(
  connection: DatabaseConnection,
  writes: readonly Write[],
  beforeCommit?: () => void,
): Promise<void> {
  const run = (sql: string) => connection.executeQuery(CompiledQuery.raw(sql))
  await run('begin')
  try {
    for (const { query, mustChange } of writes) {
      const { numAffectedRows } = await connection.executeQuery(query)
      if (mustChange && numAffectedRows === 0n) throw new NothingChangedError()
    }
    beforeCommit?.()
    await run('commit')
  } catch (error) {
    // If it fails, the connection is closed, which undoes the same. The first error says what the caller may be told.
    await run('rollback').catch(() => {})
    throw error
  }
}
