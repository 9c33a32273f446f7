import type { Problem } from '#shared/error-codes.ts'
import { expect, test } from 'vitest'
import { readProblem } from '../lib/explain-problem.ts'
import { explainRefusal } from './explain-refusal.ts'

const problem = (code: Problem['code'], retryAfterSeconds?: number): Problem => ({
  code,
  detail: 'What the server says.',
  requestId: 'r-1',
  ...(retryAfterSeconds && { retryAfterSeconds }),
})

test.each([
  [undefined, 'Too many attempts. Try again later.'],
  [1, 'Too many attempts. Try again in 1 second.'],
  [90, 'Too many attempts. Try again in 90 seconds.'],
  [91, 'Too many attempts. Try again in 2 minutes.'],
  [900, 'Too many attempts. Try again in 15 minutes.'],
])('429: after %s seconds', (seconds, message) => {
  expect(explainRefusal(problem('quota-exceeded', seconds))).toEqual({ message })
})

test('a refusal shows the server’s detail, a fault also the request id, and a missing answer is explained', () => {
  expect(explainRefusal(problem('wrong-credentials'))).toEqual({ message: 'What the server says.' })
  expect(explainRefusal(problem('internal-error'))).toEqual({
    message: 'What the server says.',
    requestId: 'r-1',
  })
  expect(explainRefusal(undefined).message).toMatch(/did not answer/)
})

test('only a problem of this platform is read, with the seconds of Retry-After', () => {
  const ours = problem('quota-exceeded')
  expect(readProblem(ours, '30')).toEqual({ ...ours, retryAfterSeconds: 30 })
  expect(readProblem(ours, null)).toEqual(ours)
  expect(readProblem(ours, 'Wed, 21 Oct 2026 07:28:00 GMT')).toEqual(ours)
  for (const body of [
    null,
    'no',
    [],
    { code: 'quota-exceeded' },
    { code: 'toString', detail: '' },
    { error: 'x' },
  ]) {
    expect(readProblem(body, '30')).toBeUndefined()
  }
})
