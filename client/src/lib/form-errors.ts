import type { FieldError } from '#shared/error-codes.ts'

/**
 * Turns the server's JSON pointers (RFC 6901) into the field names of a form.
 * @param errors as in a `validation-failed` problem
 * @param prefix the JSON pointer of the form's values in the request, for example `/words`
 * @returns the first error of each field; the empty name stands for the request as a whole
 */
export function fieldErrors(errors: readonly FieldError[], prefix = ''): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const { pointer, detail } of errors) {
    const path = pointer.startsWith(`${prefix}/`) ? pointer.slice(prefix.length) : pointer
    fields[fieldName(path.slice(1))] ??= detail
  }
  return fields
}

function fieldName(pointer: string): string {
  return pointer
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
}
