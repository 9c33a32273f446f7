import type { LeftTicketDto, StatusesChangeDto } from '#shared/ticket-statuses.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { isLockConflict, repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import { lockRowsOnly } from '../../db/lock-rows-only.ts'
import type { TenantContext } from '../context.ts'
import { readAccountNames } from '../account/account.repository.ts'
import { readLastChanges } from './last-change.repository.ts'
import { lockTickets } from './lock-ticket.ts'
import { findFull } from './refuse-full-history.ts'
import type { NextStatus } from './set-status.ts'
import { type PlannedChange, setStatuses } from './set-statuses.ts'
import type { SupportTicket } from './support-ticket.entity.ts'
import { findTicketIds } from './ticket-id.repository.ts'
import { publishChange } from '../publish-change.ts'

/** Tickets that are locked at once. */
const BATCH = 50

/** What each of some locked tickets becomes: `left` because somebody else has changed it meanwhile. */
export type Plan = (
  em: EntityManager,
  tickets: readonly SupportTicket[],
) => Promise<(NextStatus | 'unchanged' | 'left')[]>

type Outcome = Pick<StatusesChangeDto, 'changed' | 'unchanged' | 'left'>

/** Changes many tickets, a transaction and a message to the dashboards for each batch. */
export async function changeInBatches(
  ctx: TenantContext,
  tickets: readonly { reference: string }[],
  operation: string,
  plan: Plan,
): Promise<Outcome> {
  const all: Outcome = { changed: [], unchanged: 0, left: [] }
  for (let start = 0; start < tickets.length; start += BATCH) {
    const references = tickets.slice(start, start + BATCH).map(({ reference }) => reference)
    const { changed, unchanged, left } = await changeBatch(ctx, references, operation, plan)
    all.changed.push(...changed)
    all.unchanged += unchanged
    all.left.push(...left)
  }
  return all
}

async function changeBatch(
  ctx: TenantContext,
  references: string[],
  operation: string,
  plan: Plan,
): Promise<Outcome> {
  try {
    const ids = await findTicketIds(ctx, references)
    const run = () =>
      lockRowsOnly(ctx.em, async (em) => {
        const tickets = await lockTickets(em, ids, references)
        const sorted = await sort(em, tickets, await plan(em, tickets))
        await setStatuses(ctx, em, sorted.changes, operation)
        if (sorted.changed.length > 0)
          await publishChange(em, ctx.organizationId, { type: 'tickets-changed', references: sorted.changed })
        return sorted
      })
    const { found, changed, unchanged, left, full } = await repeatAfterDeadlock(run)
    const gone = references.filter((reference) => !found.has(reference))
    return {
      changed,
      unchanged,
      left: [
        ...(await describeLeft(ctx, left)),
        ...full.map((reference) => ({ reference, code: 'history-full' as const })),
        ...gone.map((reference) => ({ reference, code: 'ticket-not-found' as const })),
      ],
    }
  } catch (error) {
    // Somebody else holds one of the tickets: nothing of the batch was written.
    if (!isLockConflict(error)) throw error
    const code = 'request-in-progress' as const
    return { changed: [], unchanged: 0, left: references.map((reference) => ({ reference, code })) }
  }
}

async function sort(em: EntityManager, tickets: readonly SupportTicket[], plans: Awaited<ReturnType<Plan>>) {
  const wanted: PlannedChange[] = []
  const left: SupportTicket[] = []
  for (const [place, ticket] of tickets.entries()) {
    const next = plans[place]!
    if (next === 'left') left.push(ticket)
    else if (next !== 'unchanged') wanted.push({ ticket, next })
  }
  const full = await findFull(em, wanted)
  const changes = wanted.filter(({ ticket }) => !full.has(ticket.id))
  return {
    found: new Set(tickets.map(({ reference }) => reference)),
    changes,
    changed: changes.map(({ ticket }) => ticket.reference),
    unchanged: tickets.length - wanted.length - left.length,
    left,
    full: tickets.filter(({ id }) => full.has(id)).map(({ reference }) => reference),
  }
}

async function describeLeft(ctx: TenantContext, tickets: SupportTicket[]): Promise<LeftTicketDto[]> {
  if (tickets.length === 0) return []
  const changes = await readLastChanges(
    ctx,
    tickets.map(({ id }) => id),
  )
  const names = await readAccountNames(
    ctx.em,
    [...changes.values()].flatMap(({ accountId }) => accountId ?? []),
  )
  return tickets.map(({ id, reference }) => {
    const changedBy = names.get(changes.get(id)?.accountId ?? '')
    return { reference, code: 'ticket-changed', ...(changedBy !== undefined && { changedBy }) }
  })
}
