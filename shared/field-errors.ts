import type { ZodError } from 'zod'
import type { FieldError, FieldErrorCode } from './error-codes.ts'
import { MISSING } from './plain-errors.ts'

type Issue = ZodError['issues'][number]

/** Turns what zod found into the `errors` of a `validation-failed` problem. Messages name the rule, never the input. */
export function fieldErrorsOf(error: ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) =>
        fieldError([...issue.path, key], 'unknown-field', 'This field is not known.'),
      )
    }
    return fieldError(issue.path, codeOf(issue), issue.message)
  })
}

function fieldError(path: readonly PropertyKey[], code: FieldErrorCode, detail: string): FieldError {
  return { pointer: path.map((step) => `/${escapeStep(String(step))}`).join(''), code, detail }
}

/** RFC 6901 §3. */
function escapeStep(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}

function codeOf(issue: Issue): FieldErrorCode {
  switch (issue.code) {
    case 'invalid_type':
      // An issue does not contain its input. For a missing field, its message says so.
      return issue.message === MISSING ? 'required' : 'invalid-type'
    case 'too_big':
      return isLength(issue.origin) ? 'too-long' : 'invalid-format'
    case 'too_small':
      return isLength(issue.origin) ? 'required' : 'invalid-format'
    case 'invalid_value':
      return 'not-in-list'
    case 'custom':
      return (issue.params?.code as FieldErrorCode | undefined) ?? 'invalid-format'
    default:
      return 'invalid-format'
  }
}

function isLength(origin: string): boolean {
  return origin === 'string' || origin === 'array'
}
