import type { AppRouter } from '#server/trpc/router.ts'
import type { ErrorCode, Problem } from '#shared/error-codes.ts'
import { isTRPCClientError } from '@trpc/client'
import { canBeRetried, type Explanation, explainProblem } from './explain-problem.ts'

/** Returns what the server said about a failed call; undefined when no answer of the platform arrived. */
export function problemOf(error: unknown): Problem | undefined {
  return isTRPCClientError<AppRouter>(error) ? error.data?.problem : undefined
}

export function hasCode(error: unknown, code: ErrorCode): boolean {
  return problemOf(error)?.code === code
}

export function isTransient(error: unknown): boolean {
  return canBeRetried(problemOf(error))
}

export function explainError(error: unknown): Explanation {
  return explainProblem(problemOf(error))
}
