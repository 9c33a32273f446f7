import type { FieldError } from '#shared/error-codes.ts'

/**
 * Turns the server's JSON pointers (RFC 6901) into the field names of a form.
 * @param errors as in a `validation-failed` problem
 * @param prefix where the form's values sit in the request, for example `/words`
 * @returns the errors by field, and those that belong to no field of the form
 */
export function fieldErrors(
  errors: readonly FieldError[],
  prefix = '',
): { fields: Record<string, string>; others: string[] } {
  const fields: Record<string, string> = {}
  const others: string[] = []
  for (const { pointer, detail } of errors) {
    if (pointer.startsWith(`${prefix}/`)) fields[fieldName(pointer.slice(prefix.length + 1))] ??= detail
    else others.push(detail)
  }
  return { fields, others }
}

function fieldName(pointer: string): string {
  return pointer
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
}
