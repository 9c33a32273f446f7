import type { TicketContext } from '@mcp-obs/server'
import type { TicketDto } from '#shared/support-ticket.ts'
import { EndUser } from '#testkit/end-user/end-user.ts'
import { SignedInClient } from '#testkit/end-user/signed-in-client.ts'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { moveTicketsBack, type TicketTimes } from '#testkit/seed/move-tickets-back.ts'
import type { Staff } from '#testkit/staff/staff.ts'
import { CALLS_BEFORE, CLIENTS, FAILURES } from './calls.ts'
import type { PastTicket } from './past-ticket.ts'
import { REPORTERS } from './returns.ts'

const HOUR_MS = 3_600_000

export interface PastServer {
  slug: string
  /** What `MCP_OBS_DSN` is for its SDK. */
  dsn: string
  tickets: readonly PastTicket[]
}

/**
 * Gives the desk a history: raises each ticket over the SDK's API, and moves it through the dashboard's. Only the times
 * are made up, because no API sets them: afterwards the tickets are moved back in the database.
 *
 * A fill that was interrupted can be done again, because each ticket of the SDK's API has an idempotency key of its own.
 *
 * @returns how many tickets there are
 */
export async function fillDesk(
  staff: Staff,
  servers: readonly PastServer[],
  databaseUrl: string,
): Promise<number> {
  const now = Date.now()
  const times: TicketTimes[] = []
  for (const { server, past, key, tokens } of await inOrder(servers)) {
    const openedAt = new Date(now - past.daysAgo * 24 * HOUR_MS)
    const reference = past.byHand
      ? await openByHand(staff, server, past)
      : await raise(server, past, openedAt, key, tokens)
    const moves = past.moves ?? []
    await moveOn(
      staff,
      reference,
      moves.map(([status]) => status),
    )
    times.push({ reference, openedAt, changedAt: moves.map(([, hours]) => after(openedAt, hours, now)) })
  }
  // On MySQL they are all of today.
  if (databaseUrl.startsWith('sqlite:')) moveTicketsBack(databaseUrl.slice('sqlite:'.length), times)
  return times.length
}

/** All tickets, the oldest first, because a search lists them in the order in which they came. */
async function inOrder(servers: readonly PastServer[]) {
  const all = servers.map(async (server) => {
    const tokens = await signReportersIn(server)
    return server.tickets.map((past, index) => ({
      server,
      past,
      tokens,
      key: `demo-history-${server.slug}-${index}`,
    }))
  })
  return (await Promise.all(all)).flat().sort((one, other) => other.past.daysAgo - one.past.daysAgo)
}

/** @returns the access tokens of the server's reporters, by name */
async function signReportersIn({ dsn, tickets }: PastServer): Promise<Map<string, string>> {
  const tokens = new Map<string, string>()
  for (const [name, { email, client }] of Object.entries(REPORTERS)) {
    if (!tickets.some(({ from }) => from === name)) continue
    const { accessToken } = await SignedInClient.open(dsn, client, new EndUser(name, email))
    tokens.set(name, accessToken)
  }
  return tokens
}

async function raise(
  { dsn }: PastServer,
  past: PastTicket,
  openedAt: Date,
  idempotencyKey: string,
  tokens: Map<string, string>,
): Promise<string> {
  const token = tokens.get(past.from ?? '')
  const { status, body } = await postTicket(
    dsn,
    {
      title: past.title,
      description: past.description,
      category: past.category,
      ...(past.from !== undefined && token === undefined && { email: past.from }),
      ...(past.client && { context: describeContext(past, openedAt) }),
    },
    { 'idempotency-key': idempotencyKey, ...(token && { authorization: `Bearer ${token}` }) },
  )
  if (!body.ticket) throw new Error(`A ticket of the history was refused: ${status} ${body.code}`)
  return body.ticket.reference
}

function describeContext({ client, failure, args }: PastTicket, openedAt: Date): TicketContext {
  const { sdk, transport, ...surroundings } = CLIENTS[client!]
  const at = (seconds: number) => new Date(openedAt.getTime() - seconds * 1000).toISOString()
  const where = {
    client: {
      ...surroundings.client,
      protocolVersion: '2025-11-25',
      capabilities: ['elicitation.form', 'roots'],
    },
    server: { name: 'acme', version: '3.1.0' },
    sdk,
    transport,
  }
  if (!failure) return { correlation: 'none', ...where }
  const call = FAILURES[failure]
  const trail = CALLS_BEFORE[call.tool] ?? []
  return {
    correlation: transport === 'stdio' ? 'process' : 'incident-id',
    incident: {
      startedAt: at(75),
      requestId: '17',
      ...call,
      ...(args && { arguments: args }),
    } as TicketContext['incident'],
    trail: trail.map((entry, index) => ({ ...entry, at: at(240 - 40 * index) })),
    ...where,
  }
}

async function openByHand(
  staff: Staff,
  { slug }: PastServer,
  { title, description, category, from }: PastTicket,
): Promise<string> {
  const words = { title, description, category, ...(from !== undefined && { email: from }) }
  const input = { org: staff.org, server: slug, words }
  return (await staff.visitor.mutate<{ reference: string }>('supportTicket.open', input)).reference
}

/** Goes through the statuses, without those that an interrupted fill has been through. */
async function moveOn(staff: Staff, reference: string, statuses: readonly string[]): Promise<void> {
  const { org, visitor } = staff
  let ticket = await staff.readTicket(reference)
  const done = ticket.events.filter(({ type }) => type === 'status_changed').length
  for (const status of statuses.slice(done)) {
    const resolution = status === 'closed' ? 'fixed' : undefined
    const input = { org, reference, status, resolution, expectedVersion: ticket.version }
    ticket = await visitor.mutate<TicketDto>('supportTicket.updateStatus', input)
  }
}

/** Never in the future. */
const after = (openedAt: Date, hours: number, now: number): Date =>
  new Date(Math.min(openedAt.getTime() + hours * HOUR_MS, now - 60_000))
