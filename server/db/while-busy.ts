import { setTimeout as sleep } from 'node:timers/promises'
import { isBusy } from './busy.ts'

/** How long a statement waits for another process's lock on the file, and between two attempts. */
const LOCK_WAIT_MS = 2_000
const RETRY_MS = 25

/**
 * Tries again while another process, such as a backup, has the lock on the file. SQLite's own wait would stop the whole
 * process.
 */
export async function whileBusy<T>(run: () => T): Promise<T> {
  const deadline = performance.now() + LOCK_WAIT_MS
  for (;;) {
    try {
      return run()
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      await sleep(RETRY_MS)
    }
  }
}
