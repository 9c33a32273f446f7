import { setTimeout as sleep } from 'node:timers/promises'
import type { Program } from './program.ts'

/** Milliseconds. */
const TIMEOUT_MS = 60_000
const LOOK_EVERY_MS = 50

/**
 * Waits until a program does what it was started for. It is asked, because what it says can come too early, or not at all.
 *
 * @param isReady asks it: ready is what resolves with something true. What rejects is not ready yet
 * @throws when the program ends before, or after so many milliseconds, with the end of its output
 */
export async function untilReady(
  program: Program,
  isReady: () => Promise<unknown>,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const isOver = async () => {
    await Promise.race([program.exited(), sleep(timeoutMs, undefined, { ref: false })])
    return 'over'
  }
  const over = isOver()
  let seen: unknown
  // What hangs is not waited for.
  while (!seen) {
    seen = await Promise.race([isReady().catch(() => false), over])
    if (!seen) await Promise.race([sleep(LOOK_EVERY_MS), over])
  }
  if (seen !== 'over') return
  throw new Error(
    `It was not ready ${program.hasExited ? 'before it ended' : 'in time'}\n${program.describe()}`,
  )
}
