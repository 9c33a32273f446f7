import type { AppRouter } from '#server/trpc/router.ts'
import { ERRORS, type ErrorCode, type Problem } from '#shared/error-codes.ts'
import { isTRPCClientError } from '@trpc/client'

/** What the server said about a failed call; undefined when no answer of ours arrived. */
export function problemOf(error: unknown): Problem | undefined {
  return isTRPCClientError<AppRouter>(error) ? error.data?.problem : undefined
}

export function hasCode(error: unknown, code: ErrorCode): boolean {
  return problemOf(error)?.code === code
}

/** Trying again can help: no answer, an overload or a fault of the server, but not a refusal. */
export function isTransient(error: unknown): boolean {
  const problem = problemOf(error)
  return problem === undefined || ERRORS[problem.code][0] >= 500
}

export interface Explanation {
  message: string
  /** Given when staff of the platform need it to find what happened. */
  requestId?: string
}

/** A failed call in words for the person in front of the screen. */
export function explainError(error: unknown): Explanation {
  const problem = problemOf(error)
  if (!problem) return { message: 'The server did not answer. Check your connection and try again.' }
  if (!isTransient(error)) return { message: problem.detail }
  return { message: problem.detail, requestId: problem.requestId }
}
