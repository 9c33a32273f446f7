import { randomUUID } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'

/** When a ticket was opened, and when its status changed, in that order. */
export interface TicketTimes {
  reference: string
  openedAt: Date
  changedAt: readonly Date[]
}

const MINUTE_MS = 60_000

interface MovedTicket {
  id: string
  organization_id: string
  mcp_server_user_id: string | null
  mcp_server_session_id: string | null
}

/**
 * Moves tickets into the past, with their history and with the sign-ins that they were raised in. The product has no way to do this, and must have none: it is for
 * demos that need a desk with old tickets. A platform may be running on the same file.
 *
 * @param file of the embedded database
 */
export function moveTicketsBack(file: string, tickets: readonly TicketTimes[]): void {
  const database = new DatabaseSync(file, { timeout: 10_000 })
  try {
    const moveTicket = database.prepare(
      `update support_ticket set created_at = ?, updated_at = ? where reference = ?
       returning id, organization_id, mcp_server_user_id, mcp_server_session_id`,
    )
    const moveUser = database.prepare(
      'update mcp_server_user set created_at = min(created_at, ?) where id = ?',
    )
    const moveSession = database.prepare(
      'update mcp_server_session set created_at = min(created_at, ?) where id = ?',
    )
    const eventsOf = database.prepare(
      'select id from support_ticket_event where support_ticket_id = ? order by at, id',
    )
    const moveEvent = database.prepare('update support_ticket_event set at = ? where id = ?')
    const queueTicket = database.prepare(
      'insert into search_todo (organization_id, id, ticket_id) values (?, ?, ?)',
    )
    database.exec('begin immediate')
    for (const { reference, openedAt, changedAt } of tickets) {
      const opened = openedAt.getTime()
      const times = [opened, ...changedAt.map((time) => time.getTime())]
      const last = times.at(-1) ?? opened
      const ticket = moveTicket.get(opened, last, reference) as MovedTicket | undefined
      if (!ticket) throw new Error(`There is no ticket ${reference}`)
      queueTicket.run(ticket.organization_id, randomUUID(), ticket.id)
      moveUser.run(opened - 30 * MINUTE_MS, ticket.mcp_server_user_id)
      moveSession.run(opened - 20 * MINUTE_MS, ticket.mcp_server_session_id)
      const events = eventsOf.all(ticket.id) as { id: string }[]
      for (const [index, { id }] of events.entries()) moveEvent.run(times[index] ?? last, id)
    }
    database.exec('commit')
  } finally {
    database.close()
  }
}
