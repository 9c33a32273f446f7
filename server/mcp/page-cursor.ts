import { createHash } from 'node:crypto'
import { DomainError } from '../domain/errors.ts'

/** Characters of the mark. */
const MARK = 12

/** The cursor of a page, with a mark of the query that it belongs to. */
export function writeCursor(cursor: string, query: object): string {
  return `${cursor}.${markOf(query)}`
}

/**
 * Reads a cursor of `writeCursor`.
 *
 * @throws DomainError `validation-failed` for the cursor of another query
 */
export function readCursor(text: string, query: object): string {
  const [cursor = '', mark] = text.split('.')
  if (mark === markOf(query)) return cursor
  throw new DomainError('validation-failed', {
    errors: [
      {
        pointer: '/cursor',
        code: 'invalid-format',
        detail: 'This cursor is of another query. Start without one.',
      },
    ],
  })
}

function markOf(query: object): string {
  return createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, MARK)
}
