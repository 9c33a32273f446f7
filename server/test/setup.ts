import { afterAll, afterEach } from 'vitest'
import { faultLines } from './fault-log.ts'
import { forgetStatements, offences } from './watch-statements.ts'

/*
 * Vitest runs this file before each test file. A worker runs many of these, and what they import is loaded once, so nothing
 * else may register hooks by being imported.
 */

forgetStatements()
afterAll(() => {
  if (offences.size > 0) throw new Error(`Statements of the platform:\n${[...offences].join('\n')}`)
})

afterEach(({ task }) => {
  if (task.result?.state === 'fail') process.stderr.write(faultLines.join(''))
  faultLines.length = 0
})
