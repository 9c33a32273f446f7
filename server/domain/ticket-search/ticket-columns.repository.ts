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

/** Writes the columns by which lists find tickets, but for those of a ticket that was erased since it was read. */
export async function writeColumns(
  em: EntityManager,
  organizationId: string,
  changes: readonly ColumnChange[],
): Promise<void> {
  const changed = changes.filter((change) => COLUMNS.some((column) => isChanged(change, column)))
  const erased = changed.filter(({ after }) => after.erased_at !== null)
  const others = changed.filter(({ after }) => after.erased_at === null)
  for (const [part, condition] of [
    [erased, ''],
    [others, 'and erased_at is null'],
  ] as const)
    for (let start = 0; start < part.length; start += WRITTEN)
      await writeSomeColumns(em, organizationId, part.slice(start, start + WRITTEN), condition)
}

/** Only those columns that change in any of the rows: in most that is the number alone. */
async function writeSomeColumns(
  em: EntityManager,
  organizationId: string,
  changes: readonly ColumnChange[],
  condition: string,
): Promise<void> {
  const columns = COLUMNS.filter((column) => changes.some((change) => isChanged(change, column)))
  const rows = changes.map(({ after }) => after)
  const choices = columns.map((column) => `${column} = case id ${'when ? then ? '.repeat(rows.length)}end`)
  await em.execute(
    `update support_ticket ${primaryHint(em)} set ${choices.join(', ')}
     where organization_id = ? and id in (?) ${condition}`,
    [
      ...columns.flatMap((column) => rows.flatMap((row) => [row.id, row[column]])),
      organizationId,
      rows.map(({ id }) => id),
    ],
  )
}

/** MySQL has a number for `has_call`. */
function isChanged({ before, after }: ColumnChange, column: (typeof COLUMNS)[number]): boolean {
  return column === 'has_call'
    ? Boolean(before.has_call) !== Boolean(after.has_call)
    : before[column] !== after[column]
}
