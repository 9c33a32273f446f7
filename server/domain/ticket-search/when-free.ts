import {
  DeadlockException,
  LockWaitTimeoutException,
  UniqueConstraintViolationException,
} from '@mikro-orm/core'

/**
 * Runs a transaction of the index. Where another process has the same index, it does nothing, because the next run comes soon.
 *
 * @returns what the transaction returns; false where it did nothing
 */
export async function whenFree(run: () => Promise<boolean>): Promise<boolean> {
  try {
    return await run()
  } catch (error) {
    const isTaken =
      error instanceof DeadlockException ||
      error instanceof LockWaitTimeoutException ||
      error instanceof UniqueConstraintViolationException
    if (isTaken) return false
    throw error
  }
}
