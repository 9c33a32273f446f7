import { DeadlockException, LockWaitTimeoutException } from '@mikro-orm/core'

/** Whether the database gave a statement up because another transaction has its rows. Nothing of its own transaction was written. */
export function isLockConflict(error: unknown): boolean {
  return error instanceof DeadlockException || error instanceof LockWaitTimeoutException
}

/**
 * Runs a transaction, and once more if the database rolled it back to end a deadlock. The other one goes on then, so that
 * the second attempt waits for it. A transaction that has waited for too long is not repeated.
 *
 * @param run a whole transaction, which does nothing that a rollback does not take back
 */
export async function repeatAfterDeadlock<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof DeadlockException)) throw error
    return run()
  }
}
