import type { TicketDto, TicketResolution, TicketStatus } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../../db/column-types.ts'
import { indexHint } from '../../db/keyset.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { auditAgent } from './audit-agent.ts'
import { findOriginal } from './find-original.ts'
import { changeLocked, refuseOtherVersion } from './lock-ticket.ts'
import { operationsOfChange } from './operation-of-change.ts'
import { readTicketDetails } from './read-ticket-details.ts'
import { findFull, refuseFullHistory } from './refuse-full-history.ts'
import { setStatus } from './set-status.ts'
import { SupportTicketEvent } from './support-ticket-event.entity.ts'
import type { SupportTicket } from './support-ticket.entity.ts'
import { writeNote } from './write-note.ts'
import { publishChange } from '../publish-change.ts'

interface StatusChange {
  status: TicketStatus
  /** With `closed`, and only then. */
  resolution?: TicketResolution | undefined
  /** With `duplicate`, and only then: the reference of the ticket that this one repeats. */
  duplicateOf?: string | undefined
  /** For colleagues. It is written also when the ticket has the status already. */
  note?: string | undefined
  /**
   * A note that says why. It is written only if the status changes. The same change with the same reason is known again when
   * its actor sends it again, whatever has changed since.
   */
  reason?: string | undefined
}

export interface ChangedStatus {
  /** As it is now. */
  ticket: TicketDto
  /** `before`: the same actor has sent this very change before, and it was written then. `no`: it had the status already. */
  written: 'now' | 'before' | 'no'
}

/**
 * Moves a ticket to a status, any to any, and records it in the same transaction. The status, resolution and original
 * that it has already are a no-op without an event. Reopening clears the resolution.
 *
 * @param expectedVersion the version the caller saw, so that nobody overwrites a change they did not see
 * @throws DomainError `ticket-not-found`, `ticket-changed`, `history-full`, `validation-failed` (the original),
 *   `request-in-progress`
 */
export async function updateTicketStatus(
  ctx: TenantContext,
  reference: string,
  { status, resolution, duplicateOf, note, reason }: StatusChange,
  expectedVersion: number,
): Promise<ChangedStatus> {
  allow(ctx, 'work tickets')
  const change = async (em: EntityManager, ticket: SupportTicket) => {
    const original = duplicateOf === undefined ? undefined : await findOrRefuse(em, ticket, duplicateOf)
    const isDone =
      ticket.status === status &&
      (ticket.resolution ?? undefined) === resolution &&
      (ticket.duplicateOfId ?? undefined) === original?.id
    const next = { status, resolution, original }
    const operations =
      reason === undefined
        ? ([newId()] as const)
        : operationsOfChange(ctx, ticket, next, { reason, version: expectedVersion })
    if (reason !== undefined && ticket.version > expectedVersion && (await isWritten(em, operations)))
      return { ticket, written: 'before' as const }
    if (!isDone) refuseOtherVersion(ticket, expectedVersion)
    // A note is refused long before a change of status.
    if (note !== undefined) await refuseFullHistory(em, ticket, note)
    else if (!isDone) {
      const full = await findFull(em, [{ ticket, next: { status }, reasons: reason === undefined ? 0 : 1 }])
      if (full.size > 0) throw new DomainError('history-full')
    }
    if (!isDone) {
      await setStatus(ctx, em, ticket, next, operations[0])
      if (reason !== undefined) writeNote(ctx, em, ticket, reason)
      auditAgent(ctx, em, {
        action: 'ticket-status-set-by-agent',
        subject: ticket.reference,
        details: { status, ...(resolution && { resolution }) },
      })
    }
    if (note !== undefined) writeNote(ctx, em, ticket, note)
    if (!isDone || note !== undefined)
      await publishChange(em, ctx.organizationId, { type: 'ticket-changed', reference })
    return { ticket, written: isDone ? ('no' as const) : ('now' as const) }
  }
  const { ticket, written } = await changeLocked(ctx, reference, change, { also: duplicateOf })
  return { ticket: await readTicketDetails(ctx, ticket), written }
}

/** Whether the history of a ticket that the transaction has locked has one of these operations. */
async function isWritten(em: EntityManager, operations: readonly string[]): Promise<boolean> {
  const where = { operationId: { $in: operations } }
  const hint = indexHint(em, 'support_ticket_event_operation_index')
  return (await em.findOne(SupportTicketEvent, where, { fields: ['id'], indexHint: hint })) !== null
}

async function findOrRefuse(
  em: EntityManager,
  ticket: SupportTicket,
  reference: string,
): Promise<SupportTicket> {
  const original = await findOriginal(em, ticket, reference)
  if (original === 'missing') throw refusal('not-in-list', 'No ticket has this reference.')
  if (original === 'circle')
    throw refusal('not-allowed', 'That is this ticket, or a duplicate of it. Name the original.')
  return original
}

function refusal(code: 'not-in-list' | 'not-allowed', detail: string): DomainError {
  return new DomainError('validation-failed', { errors: [{ pointer: '/duplicateOf', code, detail }] })
}
