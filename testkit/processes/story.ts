import { afterEach, beforeEach } from 'vitest'

/**
 * Makes the tests of a `describe` a story: each goes on where the one before ended, and after one that failed none begins. That
 * one has its second attempt: skipped, it would count as passed.
 */
export function tellStory(): void {
  let failed: string | undefined
  beforeEach(({ task, skip }) => skip(failed !== undefined && failed !== task.id, 'the story ended before'))
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') failed = task.id
    else if (failed === task.id) failed = undefined
  })
}
