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

type ColumnRow = Pick<TicketRow, 'id' | (typeof COLUMNS)[number]>

/** Rows of one statement that writes columns: it compares each row with each choice. */
const WRITTEN = 50

/** Writes the columns by which lists find tickets. */
export async function writeColumns(
  em: EntityManager,
  organizationId: string,
  rows: readonly ColumnRow[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += WRITTEN)
    await writeSomeColumns(em, organizationId, rows.slice(start, start + WRITTEN))
}

async function writeSomeColumns(
  em: EntityManager,
  organizationId: string,
  rows: readonly ColumnRow[],
): Promise<void> {
  const choices = COLUMNS.map((column) => `${column} = case id ${'when ? then ? '.repeat(rows.length)}end`)
  await em.execute(
    `update support_ticket ${primaryHint(em)} set ${choices.join(', ')}
     where organization_id = ? and id in (?)`,
    [
      ...COLUMNS.flatMap((column) => rows.flatMap((row) => [row.id, row[column]])),
      organizationId,
      rows.map(({ id }) => id),
    ],
  )
}
