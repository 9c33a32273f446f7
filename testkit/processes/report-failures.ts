import { afterEach } from 'vitest'
import { describeRunning } from './program.ts'

/** A failed test comes with what the platform and the example servers have written. */
afterEach(({ task }) => {
  if (task.result?.state === 'fail') process.stderr.write(describeRunning())
})
