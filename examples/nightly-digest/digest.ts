/*
 * Prints the tickets of an organization that are not closed, by the tool that failed: for a nightly job that posts them
 * where the team reads them.
 *
 *   DESK_ORIGIN=https://desk.example.com DESK_ORG=acme DESK_TOKEN=mot_… node examples/nightly-digest/digest.ts
 *
 * The token needs the scope tickets:read. It may make 120 calls in a minute and each ticket is one, so the digest of
 * 1,000 tickets takes eight minutes.
 */
import { createDeskClient, isDeskError, type TicketDto } from '@mcp-obs/client'

/** How often one call is made before the script gives up. */
const ATTEMPTS = 6

const origin = setting('DESK_ORIGIN')
const org = setting('DESK_ORG')
const desk = createDeskClient({ origin, token: setting('DESK_TOKEN') })

function setting(name: string): string {
  const value = process.env[name]
  if (value) return value
  console.error(`Set ${name}. The first lines of this script show how.`)
  process.exit(2)
}

/** Tries again when the token has used up its calls of this minute, or the platform cannot answer now. */
async function withRetries<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      const isRefused =
        isDeskError(error) && error.code !== 'quota-exceeded' && error.code !== 'service-unavailable'
      if (isRefused || attempt === ATTEMPTS) throw error
      const seconds = isDeskError(error) ? error.retryAfterSeconds : undefined
      await new Promise((resolve) => setTimeout(resolve, (seconds ?? 2 ** attempt) * 1000))
    }
  }
}

/** The references of all tickets with this status, the newest first. */
async function* referencesWith(status: 'open' | 'in_progress'): AsyncGenerator<string> {
  let cursor: string | undefined
  do {
    const filters = { org, filters: { status }, ...(cursor && { cursor }) }
    const page = await withRetries(() => desk.supportTicket.list.query(filters))
    yield* page.tickets.map(({ reference }) => reference)
    cursor = page.older
  } while (cursor)
}

/** A row of the list has no captured call, so each ticket is read. @returns undefined when it was deleted meanwhile */
async function read(reference: string) {
  try {
    return await withRetries(() => desk.supportTicket.get.query({ org, reference }))
  } catch (error) {
    if (isDeskError(error) && error.code === 'ticket-not-found') return undefined
    throw error
  }
}

// People work meanwhile. A ticket that moves while the lists are read is in two of them, or in the last one only.
const references = new Set<string>()
for (const status of ['open', 'in_progress', 'open'] as const)
  for await (const reference of referencesWith(status)) references.add(reference)

const byTool = new Map<string, TicketDto[]>()
for (const reference of references) {
  const ticket = await read(reference)
  if (!ticket || ticket.status === 'closed') continue
  const tool = ticket.context?.incident?.tool ?? 'no failing call'
  byTool.set(tool, [...(byTool.get(tool) ?? []), ticket])
}

const tools = [...byTool].sort(([, one], [, other]) => other.length - one.length)
const total = tools.reduce((sum, [, tickets]) => sum + tickets.length, 0)
console.log(`${total} unresolved ${total === 1 ? 'ticket' : 'tickets'}`)
for (const [tool, tickets] of tools) {
  console.log(`\n${tool}: ${tickets.length}`)
  for (const { reference, status, title, createdAt } of tickets)
    console.log(`  ${reference} ${createdAt.slice(0, 10)} ${status} ${JSON.stringify(title)}`)
}
