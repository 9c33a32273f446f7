import { TRPCClientError } from '@trpc/client'
import type { AppRouter, FieldError, Problem } from '../types/router.d.ts'

/** Every code that the platform answers with. Codes are added, never renamed. */
export type DeskErrorCode = Problem['code']

/**
 * A refusal or a fault that the platform answered with. Calls that got no answer of the platform, because of the network or
 * an abort, throw another error instead.
 */
export class DeskError extends TRPCClientError<AppRouter> {
  readonly code: DeskErrorCode
  /** Names the request in the platform's log. */
  readonly requestId: string
  /** The fields that were not accepted, with `validation-failed`. */
  readonly errors: readonly FieldError[]
  /** Seconds after which to try again, if the platform says so. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    cause: TRPCClientError<AppRouter>,
    { code, detail, requestId, errors, retryAfterSeconds }: Problem,
  ) {
    super(detail, { ...(cause.shape && { result: { error: cause.shape } }), cause })
    // The class above sets itself as the prototype.
    Object.setPrototypeOf(this, DeskError.prototype)
    this.name = 'DeskError'
    this.code = code
    this.requestId = requestId
    this.errors = errors ?? []
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/**
 * Returns whether an error is an answer of the platform, which has a `code`.
 *
 * @example
 * try {
 *   await desk.supportTicket.updateStatus.mutate({ org, reference, status: 'in_progress', expectedVersion })
 * } catch (error) {
 *   if (!isDeskError(error) || error.code !== 'ticket-changed') throw error
 *   // Somebody else was faster: read the ticket again.
 * }
 */
export function isDeskError(error: unknown): error is DeskError {
  return error instanceof DeskError
}

/** Gives an error its code, if the platform answered with it. */
export function toDeskError(error: TRPCClientError<AppRouter>): TRPCClientError<AppRouter> {
  const problem = error.data?.problem
  return problem && !isDeskError(error) ? new DeskError(error, problem) : error
}
