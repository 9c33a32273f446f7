import { PAGE_SIZE } from '#shared/limits.ts'
import type { KeysetCursor, KeysetPlace } from '../db/keyset.ts'
import { DomainError } from './errors.ts'

type Towards = KeysetCursor['towards']

export interface KeysetPage<Row> {
  /** Newest first, or as the order says. */
  rows: Row[]
  /** Cursor of the rows before these in time; absent where there are none, or the list begins. */
  older?: string
  /** The same for those after them. */
  newer?: string
}

/** How the place of a row is written into a cursor. */
export interface PlaceForm<Place> {
  write: (place: Place) => string
  /** @returns undefined when it is not ours */
  read: (text: string) => Place | undefined
}

/** What was found in one direction. */
export interface FoundRows<Row, Place> {
  /** In the order of the direction. */
  rows: Row[]
  /** The last place that was looked at, when there can be more beyond it. */
  stoppedAt?: Place | undefined
}

/** Reads up to `limit` rows in a direction, from a place or from the end of the list. */
type ReadRows<Row, Place> = (
  towards: Towards,
  from: Place | undefined,
  limit: number,
) => Promise<FoundRows<Row, Place>>

/**
 * One page of a list that is ordered by time, newest first.
 *
 * @param text from `older` or `newer` of another page; none is the first page
 * @param read reads up to `limit` rows, beginning at the cursor, in its direction
 * @throws DomainError `validation-failed` for a cursor that is not ours
 */
export function readKeysetPage<Row extends KeysetPlace>(
  text: string | undefined,
  read: (cursor: KeysetCursor | undefined, limit: number) => Promise<Row[]>,
): Promise<KeysetPage<Row>> {
  return readPage<Row, KeysetPlace>(text, 'newest', BY_TIME, async (towards, from, limit) => ({
    rows: await read(from && { ...from, towards }, limit),
  }))
}

/**
 * One page of a list that is ordered by time. It can have few rows, and a cursor to go on from where the look-up stopped.
 *
 * @param size rows of a page
 * @throws DomainError `validation-failed` for a cursor that is not ours
 */
export async function readPage<Row extends Place, Place>(
  text: string | undefined,
  order: 'newest' | 'oldest',
  form: PlaceForm<Place>,
  read: ReadRows<Row, Place>,
  size = PAGE_SIZE,
): Promise<KeysetPage<Row> & { stoppedAt?: Place }> {
  const forward = order === 'newest' ? 'older' : 'newer'
  const cursor = text === undefined ? undefined : decodeCursor(text, form)
  const towards = cursor?.towards ?? forward
  const found = await read(towards, cursor?.place, size + 1)
  const more = found.rows.length > size
  const stoppedAt = more ? undefined : found.stoppedAt
  // The start of the list is reached: answer a full first page, not only the few rows before the cursor.
  if (towards !== forward && !more && !stoppedAt) return readPage(undefined, order, form, read, size)
  const rows = found.rows.slice(0, size)
  const next = more ? rows.at(-1) : stoppedAt
  const [first] = rows
  const encode = (direction: Towards, place: Place) => encodeCursor(direction, form.write(place))
  return {
    rows: towards === forward ? rows : rows.toReversed(),
    ...(next && { [towards]: encode(towards, next) }),
    ...(cursor && first && { [opposite(towards)]: encode(opposite(towards), first) }),
    ...(stoppedAt && { stoppedAt }),
  }
}

/** Thirteen digits of milliseconds end in the year 2286. MySQL scans a whole list from a time that it cannot hold. */
const PLACE = /^(\d{1,13})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** The place of a row by its time, and its id among those of one millisecond. */
export const BY_TIME: PlaceForm<KeysetPlace> = {
  write: ({ createdAt, id }) => `${createdAt.getTime()}.${id}`,
  read: (text) => {
    const [, milliseconds, id] = PLACE.exec(text) ?? []
    return id === undefined ? undefined : { createdAt: new Date(Number(milliseconds)), id }
  },
}

function opposite(towards: Towards): Towards {
  return towards === 'older' ? 'newer' : 'older'
}

function encodeCursor(towards: Towards, place: string): string {
  return Buffer.from(`${towards[0]}${place}`).toString('base64url')
}

function decodeCursor<Place>(text: string, form: PlaceForm<Place>): { towards: Towards; place: Place } {
  const plain = Buffer.from(text, 'base64url').toString()
  const towards = ({ o: 'older', n: 'newer' } as const)[plain[0] ?? '']
  const place = towards && form.read(plain.slice(1))
  if (towards && place !== undefined) return { towards, place }
  throw new DomainError('validation-failed', {
    errors: [{ pointer: '/cursor', code: 'invalid-format', detail: 'Start from the first page.' }],
  })
}
