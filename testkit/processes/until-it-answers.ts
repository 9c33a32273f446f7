import type { Program } from './program.ts'
import { untilReady } from './until-ready.ts'

/**
 * Waits until a program answers requests. Some say that they listen a moment before they do.
 *
 * @throws when the program ends before, or after 60 seconds, with the end of its output
 */
export function untilItAnswers(url: string, program: Program): Promise<void> {
  return untilReady(program, async () => {
    const answer = await fetch(url)
    await answer.body?.cancel()
    return true
  })
}
