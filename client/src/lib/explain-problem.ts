import { ERRORS, type Problem } from '#shared/error-codes.ts'

export interface Explanation {
  message: string
  /** Shown when the operators of the platform need it to find the fault in their log. */
  requestId?: string
}

/** Returns whether trying again can help: there was no answer, an overload or a fault of the server, but no refusal. */
export function canBeRetried(problem: Problem | undefined): boolean {
  return problem === undefined || ERRORS[problem.code][0] >= 500
}

/** Explains a failed call to the person who made it. */
export function explainProblem(problem: Problem | undefined): Explanation {
  if (!problem) return { message: 'The server did not answer. Check your connection and try again.' }
  if (problem.code === 'forbidden') {
    return { message: `${problem.detail} Ask an owner of this organization to change it.` }
  }
  if (!canBeRetried(problem)) return { message: problem.detail }
  return { message: problem.detail, requestId: problem.requestId }
}
