import { DomainError } from '../errors.ts'

/**
 * Refuses a category that is not in the list of the MCP server.
 *
 * @throws DomainError `validation-failed` with `not-in-list` and the categories that are allowed
 */
export function refuseUnknownCategory(category: string, allowed: readonly string[]): void {
  if (allowed.includes(category)) return
  throw new DomainError('validation-failed', {
    detail: 'The ticket has a field that cannot be accepted.',
    errors: [
      {
        pointer: '/category',
        code: 'not-in-list',
        detail: 'Choose one of the listed categories.',
        allowed,
      },
    ],
  })
}
