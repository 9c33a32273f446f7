import type { EntityManager } from '@mikro-orm/sql'
import { addUp, readCountedTickets, readFacts, type SumRow, writeFacts } from './roll-up.repository.ts'
import { EVER, factsOf, type TicketFacts } from './ticket-facts.ts'

/**
 * Counts tickets as they are now, and takes away what they counted before: opened, changed, closed, reopened, deleted. The
 * same tickets again change nothing. The caller has locked the state of the organization's search index, whose job this is a
 * part of.
 */
export async function rollUpTickets(
  em: EntityManager,
  organizationId: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  const counted = await readFacts(em, organizationId, ids)
  const tickets = await readCountedTickets(em, organizationId, ids)
  const changed = new Map<string, TicketFacts | undefined>()
  const sums = new Sums()
  for (const id of ids) {
    const before = counted.get(id)
    const ticket = tickets.get(id)
    const now = ticket && factsOf(ticket)
    if (JSON.stringify(before) === JSON.stringify(now)) continue
    changed.set(id, now)
    if (before) sums.add(before, -1)
    if (now) sums.add(now, 1)
  }
  if (changed.size === 0) return
  const outdated = [...changed.keys()].filter((id) => counted.has(id))
  await writeFacts(em, organizationId, outdated, changed)
  await addUp(em, organizationId, 'insight_day', sums.days)
  await addUp(em, organizationId, 'insight_closing', sums.closings)
  await addUp(em, organizationId, 'insight_failure', sums.failures)
  await addUp(em, organizationId, 'insight_tool', sums.tools)
}

/** What is added to rows, each by its key. */
class Sums {
  readonly days = new Map<string, SumRow>()
  readonly closings = new Map<string, SumRow>()
  readonly failures = new Map<string, SumRow>()
  readonly tools = new Map<string, SumRow>()

  add({ day, server, category, tool, fingerprint, closed }: TicketFacts, sign: 1 | -1): void {
    const unresolved = closed ? 0 : sign
    for (const each of [day, EVER])
      sum(this.days, { day: each, mcp_server_id: server, category }, {}, { tickets: sign, unresolved })
    if (fingerprint !== null)
      sum(this.failures, { fingerprint, day }, { mcp_server_id: server }, { tickets: sign, unresolved })
    if (tool !== null) sum(this.tools, { day, mcp_server_id: server, tool }, {}, { tickets: sign })
    if (!closed) return
    const { day: closedOn, isFixed, minutes } = closed
    const key = { day: closedOn, mcp_server_id: server, is_fixed: Number(isFixed), minutes }
    sum(this.closings, key, {}, { tickets: sign })
  }
}

function sum(
  rows: Map<string, SumRow>,
  key: SumRow['key'],
  also: SumRow['key'],
  counts: SumRow['counts'],
): void {
  const name = JSON.stringify(key)
  const row = rows.get(name) ?? { key, also, counts: {} }
  rows.set(name, row)
  for (const [counter, count] of Object.entries(counts))
    row.counts[counter] = (row.counts[counter] ?? 0) + count
}
