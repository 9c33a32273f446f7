import type { EntityManager } from '@mikro-orm/sql'
import type { WritingConnection } from './bound-connection.ts'
import { NoPlaceError } from './places.ts'
import { isBusy } from './busy.ts'
import { NothingChangedError, type Statement } from './statement.ts'

/**
 * Runs statements that are all known before in one transaction, all of them or none, without the manager's own, which
 * forks the manager. It is committed together with those of others: on SQLite all that comes meanwhile, on MySQL rows for the same
 * tables.
 *
 * @returns false when one that must change a row found none; then nothing is written
 */
export async function writeTogether(em: EntityManager, statements: readonly Statement[]): Promise<boolean> {
  const driver = em.getDriver()
  try {
    await (driver.getConnection() as unknown as WritingConnection).writeTogether(statements)
    return true
  } catch (error) {
    if (error instanceof NothingChangedError) return false
    // The transaction did not begin. As an error of a statement, it would mean that a row is locked, or not be logged.
    if (error instanceof NoPlaceError || isBusy(error) || isOfNetwork(error)) throw error
    throw driver.convertException(error as Error)
  }
}

function isOfNetwork(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}
