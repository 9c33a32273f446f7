import type { EntityManager } from '@mikro-orm/sql'
import { primaryHint } from '../../db/keyset.ts'
import type { TicketRow } from './search-index.repository.ts'

const COLUMNS = [
  'search_no',
  'tool',
  'error_name',
  'error_fingerprint',
  'error_message',
  'reporter_key',
  'has_call',
] as const

type ColumnRow = Pick<TicketRow, 'id' | 'erased_at' | (typeof COLUMNS)[number]>

/** A ticket as it is, and as its columns should be. */
export interface ColumnChange {
  before: ColumnRow
  after: ColumnRow
}

/** Rows of one statement that writes columns: it compares each row with each choice. */
const WRITTEN = 50

/**
 * Writes the columns by which lists find tickets, but for those of a ticket that was erased since it was read. Tickets are locked in
 * the order of ids, as by everybody else (`lock-ticket.ts`).
 */
export async function writeColumns(
  em: EntityManager,
  organizationId: string,
  changes: readonly ColumnChange[],
): Promise<void> {
  const changed = changes.filter((change) => COLUMNS.some((column) => isChanged(change, column)))
  const inOrder = changed.toSorted((one, other) => (one.after.id < other.after.id ? -1 : 1))
  for (let start = 0; start < inOrder.length; start += WRITTEN)
    await writeSomeColumns(em, organizationId, inOrder.slice(start, start + WRITTEN))
}

/** Only those columns that change in any of the rows: in most that is the number alone. */
async function writeSomeColumns(
  em: EntityManager,
  organizationId: string,
  changes: readonly ColumnChange[],
): Promise<void> {
  const columns = COLUMNS.filter((column) => changes.some((change) => isChanged(change, column)))
  const rows = changes.map(({ after }) => after)
  const erased = rows.filter((row) => row.erased_at !== null).map(({ id }) => id)
  const isAsRead = erased.length > 0 ? '(erased_at is null or id in (?))' : 'erased_at is null'
  const choices = columns.map((column) => `${column} = case id ${'when ? then ? '.repeat(rows.length)}end`)
  await em.execute(
    `update support_ticket ${primaryHint(em)} set ${choices.join(', ')}
     where organization_id = ? and id in (?) and ${isAsRead}`,
    [
      ...columns.flatMap((column) => rows.flatMap((row) => [row.id, row[column]])),
      organizationId,
      rows.map(({ id }) => id),
      ...(erased.length > 0 ? [erased] : []),
    ],
  )
}

/** MySQL has a number for `has_call`. */
function isChanged({ before, after }: ColumnChange, column: (typeof COLUMNS)[number]): boolean {
  return column === 'has_call'
    ? Boolean(before.has_call) !== Boolean(after.has_call)
    : before[column] !== after[column]
}
