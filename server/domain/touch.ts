import { runApart } from '../db/work.ts'
import { isTouchDue } from './is-touch-due.ts'

/** Touches at a time. While they wait for a lock, others are left out, so that they do not take the connections. */
const AT_ONCE = 4

const running = new Set<string>()

interface Touched {
  /** Names what was used. It is touched once at a time. */
  name: string
  /** The time of last use that is stored, if there is one. */
  lastUsedAt: Date | null | undefined
}

/**
 * Writes when something was last used, if that is due. Nobody waits for it, and a touch that fails is left out: a database
 * that cannot be written still answers what is only read.
 */
export function touch({ name, lastUsedAt }: Touched, at: Date, write: () => Promise<unknown>): void {
  if (!isTouchDue(lastUsedAt, at)) return
  writeLater(name, write)
}

/** The same for what is written in any case. */
export function writeLater(name: string, write: () => Promise<unknown>): void {
  if (running.has(name) || running.size >= AT_ONCE) return
  running.add(name)
  void runApart(async () => {
    try {
      await write()
    } catch {
      // The next use writes it.
    } finally {
      running.delete(name)
    }
  })
}
