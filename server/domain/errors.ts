import { type ErrorCode, ERRORS, type FieldError } from '#shared/error-codes.ts'

interface Details {
  /** A better sentence than the code's own. Never repeats input. */
  detail?: string
  errors?: readonly FieldError[]
  retryAfterSeconds?: number
}

/** A refusal the caller can understand. Everything else that is thrown is a fault of ours: `internal-error`. */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly errors: readonly FieldError[] | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, { detail, errors, retryAfterSeconds }: Details = {}) {
    super(detail ?? ERRORS[code][1])
    this.name = 'DomainError'
    this.code = code
    this.errors = errors
    this.retryAfterSeconds = retryAfterSeconds
  }
}
