import { setTimeout as wait } from 'node:timers/promises'
import type { Program } from './program.ts'

const TIMEOUT_MS = 20_000

/**
 * Waits until a program answers requests. Some say that they listen a moment before they do.
 *
 * @throws when the program ends before, or after 20 seconds, with the end of its output
 */
export async function untilItAnswers(url: string, program: Program): Promise<void> {
  const end = Date.now() + TIMEOUT_MS
  while (!program.hasExited && Date.now() < end) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer) return
    await wait(50)
  }
  throw new Error(`does not answer at ${url}\n${program.describe()}`)
}
