import { PAGE_SIZE } from '#shared/limits.ts'
import type { KeysetCursor } from '../db/keyset.ts'
import { DomainError } from './errors.ts'

type Place = Omit<KeysetCursor, 'towards'>

export interface KeysetPage<Row> {
  /** Newest first. */
  rows: Row[]
  /** Cursor of the next page; absent on the last. */
  older?: string
  /** Cursor of the page before; absent on the first. */
  newer?: string
}

/**
 * One page of a list that is ordered by time, newest first.
 *
 * @param text from `older` or `newer` of another page; none is the first page
 * @param read reads up to `limit` rows, beginning at the cursor, in its direction
 * @throws DomainError `validation-failed` for a cursor that is not ours
 */
export async function readKeysetPage<Row extends Place>(
  text: string | undefined,
  read: (cursor: KeysetCursor | undefined, limit: number) => Promise<Row[]>,
): Promise<KeysetPage<Row>> {
  const cursor = text === undefined ? undefined : decodeCursor(text)
  const found = await read(cursor, PAGE_SIZE + 1)
  const more = found.length > PAGE_SIZE
  // The start of the list is reached: answer a full first page, not only the few newer rows.
  if (cursor?.towards === 'newer' && !more) return readKeysetPage(undefined, read)
  const rows = found.slice(0, PAGE_SIZE)
  if (cursor?.towards === 'newer') rows.reverse()

  const first = rows[0]
  const last = rows.at(-1)
  const hasOlder = cursor?.towards === 'newer' || more
  return {
    rows,
    ...(last && hasOlder && { older: encodeCursor({ ...last, towards: 'older' }) }),
    ...(first && cursor && { newer: encodeCursor({ ...first, towards: 'newer' }) }),
  }
}

/** Thirteen digits of milliseconds end in the year 2286. MySQL scans a whole list from a time that it cannot hold. */
const SHAPE = /^([on])(\d{1,13})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

function encodeCursor({ towards, createdAt, id }: KeysetCursor): string {
  return Buffer.from(`${towards[0]}${createdAt.getTime()}.${id}`).toString('base64url')
}

function decodeCursor(text: string): KeysetCursor {
  const [, towards, milliseconds, id] = SHAPE.exec(Buffer.from(text, 'base64url').toString()) ?? []
  if (!id) {
    throw new DomainError('validation-failed', {
      errors: [{ pointer: '/cursor', code: 'invalid-format', detail: 'Start from the first page.' }],
    })
  }
  return { towards: towards === 'o' ? 'older' : 'newer', createdAt: new Date(Number(milliseconds)), id }
}
