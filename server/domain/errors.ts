import type { Scope } from '#shared/access-token.ts'
import { type ErrorCode, ERRORS, type FieldError, type QuotaLane } from '#shared/error-codes.ts'

interface Details {
  /** A sentence that says more than the code's own. It never repeats input. */
  detail?: string
  errors?: readonly FieldError[]
  retryAfterSeconds?: number
  lane?: QuotaLane | undefined
  /** Of `insufficient-scope`: each of them is enough. */
  scopes?: readonly Scope[]
}

/** A refusal that the caller can understand. Any other error is a fault of the platform: `internal-error`. */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly errors: readonly FieldError[] | undefined
  readonly retryAfterSeconds: number | undefined
  readonly lane: QuotaLane | undefined
  readonly scopes: readonly Scope[] | undefined

  constructor(code: ErrorCode, { detail, errors, retryAfterSeconds, lane, scopes }: Details = {}) {
    super(detail ?? ERRORS[code][1])
    this.name = 'DomainError'
    this.code = code
    this.errors = errors
    this.retryAfterSeconds = retryAfterSeconds
    this.lane = lane
    this.scopes = scopes
  }
}
