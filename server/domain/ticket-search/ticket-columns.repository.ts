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

/** Rows of one statement that writes columns: it compares each row with each choice. */
const WRITTEN = 50

/** Writes the columns by which lists find tickets, but for those of a ticket that was erased since it was read. */
export async function writeColumns(
  em: EntityManager,
  organizationId: string,
  rows: readonly ColumnRow[],
): Promise<void> {
  const erased = rows.filter((row) => row.erased_at !== null)
  const others = rows.filter((row) => row.erased_at === null)
  for (const [part, condition] of [
    [erased, ''],
    [others, 'and erased_at is null'],
  ] as const)
    for (let start = 0; start < part.length; start += WRITTEN)
      await writeSomeColumns(em, organizationId, part.slice(start, start + WRITTEN), condition)
}

async function writeSomeColumns(
  em: EntityManager,
  organizationId: string,
  rows: readonly ColumnRow[],
  condition: string,
): Promise<void> {
  const choices = COLUMNS.map((column) => `${column} = case id ${'when ? then ? '.repeat(rows.length)}end`)
  await em.execute(
    `update support_ticket ${primaryHint(em)} set ${choices.join(', ')}
     where organization_id = ? and id in (?) ${condition}`,
    [
      ...COLUMNS.flatMap((column) => rows.flatMap((row) => [row.id, row[column]])),
      organizationId,
      rows.map(({ id }) => id),
    ],
  )
}
