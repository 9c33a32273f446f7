/*
 * Prints the tickets of an organization that are not closed, by the tool that failed: for a nightly job that posts them
 * where the team reads them.
 *
 *   DESK_ORIGIN=https://desk.example.com DESK_ORG=acme DESK_TOKEN=mot_… node examples/nightly-digest/digest.ts
 *
 * The token needs the scope tickets:read.
 */
import { createDeskClient, isDeskError, type TicketDto } from '@mcp-obs/client'

const { DESK_ORIGIN: origin = '', DESK_ORG: org = '', DESK_TOKEN: token = '' } = process.env
const desk = createDeskClient({ origin, token })

/** Waits and tries again when the token has used up its calls of this minute. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!isDeskError(error) || error.code !== 'quota-exceeded') throw error
      await new Promise((resolve) => setTimeout(resolve, (error.retryAfterSeconds ?? 60) * 1000))
    }
  }
}

/** Every ticket with this status, the newest first. A row of the list has no captured call, so each ticket is read. */
async function* ticketsWith(status: 'open' | 'in_progress'): AsyncGenerator<TicketDto> {
  let cursor: string | undefined
  do {
    const filters = { org, filters: { status }, ...(cursor && { cursor }) }
    const page = await patiently(() => desk.supportTicket.list.query(filters))
    for (const { reference } of page.tickets)
      yield await patiently(() => desk.supportTicket.get.query({ org, reference }))
    cursor = page.older
  } while (cursor)
}

const byTool = new Map<string, TicketDto[]>()
for (const status of ['open', 'in_progress'] as const) {
  for await (const ticket of ticketsWith(status)) {
    const tool = ticket.context?.incident?.tool ?? 'no failing call'
    byTool.set(tool, [...(byTool.get(tool) ?? []), ticket])
  }
}

const tools = [...byTool].sort(([, one], [, other]) => other.length - one.length)
const total = tools.reduce((sum, [, tickets]) => sum + tickets.length, 0)
console.log(`${total} unresolved ${total === 1 ? 'ticket' : 'tickets'}`)
for (const [tool, tickets] of tools) {
  console.log(`\n${tool}: ${tickets.length}`)
  for (const { reference, status, title, createdAt } of tickets)
    console.log(`  ${reference} ${createdAt.slice(0, 10)} ${status} ${JSON.stringify(title)}`)
}
