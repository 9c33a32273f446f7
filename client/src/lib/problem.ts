import type { AppRouter } from '#server/trpc/router.ts'
import type { ErrorCode, Problem } from '#shared/error-codes.ts'
import { isTRPCClientError } from '@trpc/client'
import { canBeRetried, type Explanation, explainProblem, NotSent } from './explain-problem.ts'

/** The platform refused a call that does not go through tRPC. */
export class Refused extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** Returns what the server said about a failed call; undefined when no answer of the platform arrived. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Refused) return error.problem
  return isTRPCClientError<AppRouter>(error) ? error.data?.problem : undefined
}

export function hasCode(error: unknown, code: ErrorCode): boolean {
  return problemOf(error)?.code === code
}

export function isTransient(error: unknown): boolean {
  return canBeRetried(problemOf(error))
}

/** Whether the platform is away: it gave no answer, or said that it can take nothing now. A defect of a page is no outage. */
export function isOutage(error: unknown): boolean {
  const problem = problemOf(error)
  return problem ? problem.code === 'service-unavailable' : isTRPCClientError(error)
}

/** Whether the call can have reached the server. */
export function isSent(error: unknown): boolean {
  return !(error instanceof NotSent || (isTRPCClientError(error) && error.cause instanceof NotSent))
}

export function explainError(error: unknown): Explanation {
  return explainProblem(problemOf(error), isSent(error))
}
