import type { EntityManager } from '@mikro-orm/sql'
import { indexHint, isEmbedded } from '../../db/keyset.ts'

const INDEX = 'support_ticket_event_ticket_index'

/** How many rows the histories of tickets have. Who adds to one locks its ticket first, so that this stays true. */
export async function countEvents(
  em: EntityManager,
  organizationId: string,
  ticketIds: readonly string[],
): Promise<Map<string, number>> {
  const rows: { support_ticket_id: string; events: number | string }[] = await em.execute(
    `select support_ticket_id, count(*) as events from support_ticket_event ${indexHint(em, INDEX)}
     where organization_id = ? and support_ticket_id in (?) group by support_ticket_id`,
    [organizationId, ticketIds],
  )
  return new Map(rows.map(({ support_ticket_id: id, events }) => [id, Number(events)]))
}

/** The code points of all notes of one ticket. */
export async function measureNotes(
  em: EntityManager,
  organizationId: string,
  ticketId: string,
): Promise<number> {
  const length = isEmbedded(em) ? 'length' : 'char_length'
  const [row]: { characters: number | string | null }[] = await em.execute(
    `select sum(${length}(note)) as characters from support_ticket_event ${indexHint(em, INDEX)}
     where organization_id = ? and support_ticket_id = ?`,
    [organizationId, ticketId],
  )
  return Number(row?.characters ?? 0)
}
