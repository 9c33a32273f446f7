import type { EntityManager } from '@mikro-orm/sql'
import { indexHint, primaryHint } from '../../db/keyset.ts'
import type { Place } from './search-index.repository.ts'

/** Tickets of one step. */
const NUMBERED = 500
/** Rows of one statement that writes numbers: it compares each row with each choice. */
const WRITTEN = 50

/**
 * Tickets between two places that have no number in the index, the oldest first.
 *
 * @param index `support_ticket_list` reads all tickets from the first place on, the other all without a number
 */
export async function readUnnumberedIds(
  em: EntityManager,
  organizationId: string,
  [after, before]: [Place, Place],
  index: 'support_ticket_list' | 'support_ticket_search_unique',
): Promise<string[]> {
  const rows: { id: string }[] = await em.execute(
    `select id from support_ticket ${indexHint(em, index)}
     where organization_id = ? and search_no is null and created_at >= ? and created_at <= ?
       and (created_at > ? or id > ?) and (created_at < ? or id < ?)
     order by created_at, id limit ?`,
    [organizationId, after.at, before.at, after.at, after.id, before.at, before.id, NUMBERED],
  )
  return rows.map(({ id }) => id)
}

/** Gives tickets numbers that follow each other. They are locked in the order of ids, as by everybody else (`lock-ticket.ts`). */
export async function writeNumbers(
  em: EntityManager,
  organizationId: string,
  ids: readonly string[],
  first: number,
): Promise<void> {
  const numbered = ids.map((id, place) => ({ id, number: first + place }))
  const inOrder = numbered.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  for (let start = 0; start < inOrder.length; start += WRITTEN) {
    const part = inOrder.slice(start, start + WRITTEN)
    await em.execute(
      `update support_ticket ${primaryHint(em)} set search_no = case id ${'when ? then ? '.repeat(part.length)}end
       where organization_id = ? and id in (?)`,
      [...part.flatMap(({ id, number }) => [id, number]), organizationId, part.map(({ id }) => id)],
    )
  }
}
