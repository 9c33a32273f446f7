import { ERRORS, type Problem } from '#shared/error-codes.ts'

export interface Explanation {
  message: string
  /** Given when staff of the platform need it to find what happened. */
  requestId?: string
}

/** Trying again can help: no answer, an overload or a fault of the server, but not a refusal. */
export function canBeRetried(problem: Problem | undefined): boolean {
  return problem === undefined || ERRORS[problem.code][0] >= 500
}

/** A failed call in words for the person in front of the screen. */
export function explainProblem(problem: Problem | undefined): Explanation {
  if (!problem) return { message: 'The server did not answer. Check your connection and try again.' }
  if (problem.code === 'forbidden') {
    return { message: `${problem.detail} Ask an owner of this organization to change it.` }
  }
  if (!canBeRetried(problem)) return { message: problem.detail }
  return { message: problem.detail, requestId: problem.requestId }
}
