import type { Problem } from '#shared/error-codes.ts'
import { type Explanation, explainProblem } from '../lib/explain-problem.ts'

/** Explains a refused action, and says how long to wait if the server did. */
export function explainRefusal(problem: Problem | undefined): Explanation {
  if (problem?.code === 'account-disabled') {
    return { message: 'This account has been disabled. Ask the people who run this server.' }
  }
  if (problem?.code === 'quota-exceeded') {
    return { message: `Too many attempts. Try again ${waitOf(problem.retryAfterSeconds)}.` }
  }
  return explainProblem(problem)
}

function waitOf(seconds: number | undefined): string {
  if (seconds === undefined) return 'later'
  if (seconds <= 90) return `in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
  return `in ${Math.ceil(seconds / 60)} minutes`
}
