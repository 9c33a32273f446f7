import {
  DeadlockException,
  LockWaitTimeoutException,
  UniqueConstraintViolationException,
} from '@mikro-orm/core'
import { isEmbedded } from '../../db/keyset.ts'
import type { TenantScope } from '../context.ts'

/** What the index needs of a request or a job. */
export type IndexScope = Omit<TenantScope, 'changes'>

/** What one transaction takes. */
export interface Batch {
  tickets: number
  terms: number
}

/** SQLite has one writer, and its statements stop the process. */
export function batchOf({ em }: Pick<IndexScope, 'em'>): Batch {
  return isEmbedded(em) ? { tickets: 20, terms: 800 } : { tickets: 100, terms: 6_000 }
}

/** Of a process that does nothing else. Others can still write in between. */
export function largeBatchOf({ em }: Pick<IndexScope, 'em'>): Batch {
  return isEmbedded(em) ? { tickets: 200, terms: 5_000 } : { tickets: 500, terms: 20_000 }
}

/** Runs a batch; where another process is at it, nothing is done, because the next run comes soon. */
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

/** Lets others have their turn: SQLite's driver waits for nothing. */
export function giveWay(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
