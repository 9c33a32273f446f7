import type { WithheldField } from '#shared/privacy.ts'
import type { TicketDto } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { changeTicket } from '../support-ticket/change-ticket.ts'
import { changeLocked, refuseOtherVersion } from '../support-ticket/lock-ticket.ts'
import { readTicketDetails } from '../support-ticket/read-ticket-details.ts'
import { SupportTicketEvent } from '../support-ticket/support-ticket-event.entity.ts'
import type { SupportTicket } from '../support-ticket/support-ticket.entity.ts'
import { readFailingCall } from '../failing-call.ts'
import { WITHHELD } from '../withheld.ts'
import { withholdPart } from './withhold-part.ts'
import { publishChange } from '../publish-change.ts'

export interface WithheldPlace {
  field: WithheldField
  /** Of `context`. */
  pointer?: string | undefined
  /** Of `note`: the event that has it. */
  eventId?: string | undefined
}

/**
 * Takes one value out of a ticket for good, and puts a marker in its place. Earlier values of it leave the history, which says
 * who withheld which field. A replay of the request still finds the ticket, so that the value does not come back. A field that is withheld already is a
 * no-op.
 *
 * @param expectedVersion the version the caller saw
 * @throws DomainError `forbidden` (a note of an agent needs less), `ticket-not-found`, `ticket-changed`, `validation-failed` (the ticket has no such field or part),
 *   `request-in-progress`
 */
export async function withholdField(
  ctx: TenantContext,
  reference: string,
  place: WithheldPlace,
  expectedVersion: number,
): Promise<TicketDto> {
  // What an agent wrote can be taken back by each who could have written it.
  const isNote = place.field === 'note' && ctx.actor.kind === 'account'
  allow(ctx, isNote ? 'work tickets' : 'withhold fields')
  const ticket = await changeLocked(ctx, reference, async (em, ticket) => {
    const at = ctx.now()
    const changes = await changesOf(ctx, em, ticket, place)
    if (!changes) return ticket
    refuseOtherVersion(ticket, expectedVersion)
    await forgetEarlier(em, ticket.id, place)
    em.create(SupportTicketEvent, {
      organizationId: ctx.organizationId,
      supportTicketId: ticket.id,
      type: 'withheld',
      actorKind: ctx.actor.kind,
      actorId: ctx.actor.id,
      toText: place.pointer ?? place.field,
      at,
    })
    const details = { field: place.field }
    writeAuditEntry(em, ctx, { action: 'field-withheld', subject: reference, details })
    await changeTicket(em, ticket, { ...changes, ...(place.field !== 'note' && { updatedAt: at }) })
    await publishChange(em, ctx.organizationId, { type: 'ticket-changed', reference })
    return ticket
  })
  return readTicketDetails(ctx, ticket)
}

/** The ticket itself does not change: its reporter must not see that there is a note. @returns undefined when it is withheld already */
async function withholdNote(
  ctx: TenantContext,
  em: EntityManager,
  supportTicketId: string,
  eventId: string | undefined,
): Promise<Partial<SupportTicket> | undefined> {
  const event = eventId && (await em.findOne(SupportTicketEvent, { id: eventId, supportTicketId }))
  if (!event || !event.note) throw refusal('/eventId', 'The ticket has no such note.')
  if (event.actorKind !== 'agent') allow(ctx, 'withhold fields')
  if (event.note === WITHHELD) return undefined
  await em.nativeUpdate(SupportTicketEvent, { id: event.id }, { note: WITHHELD })
  return {}
}

/** @returns undefined when it is withheld already */
async function changesOf(
  ctx: TenantContext,
  em: EntityManager,
  ticket: SupportTicket,
  { field, pointer, eventId }: WithheldPlace,
): Promise<Partial<SupportTicket> | undefined> {
  if (field === 'note') return withholdNote(ctx, em, ticket.id, eventId)
  if (field === 'context') return changeContext(ticket, pointer ?? '')
  if (!ticket[field]) throw refusal('/field', 'The ticket has no such field.')
  if (ticket[field] === WITHHELD) return undefined
  // A withheld address stays an address: the reporter's client must not send it again.
  return field === 'email'
    ? { email: WITHHELD, ...(!ticket.mcpServerUserId && { reporterKey: null }) }
    : { [field]: WITHHELD }
}

function changeContext(ticket: SupportTicket, pointer: string): Partial<SupportTicket> | undefined {
  const context = ticket.context && withholdPart(ticket.context, pointer)
  if (!context)
    throw refusal('/pointer', 'The captured call has no such part, or the part cannot be withheld.')
  if (JSON.stringify(context) === JSON.stringify(ticket.context)) return undefined
  // The fingerprint stays: a hash that says which tickets are about the same failure.
  const { tool, errorName, errorMessage } = readFailingCall(ticket.mcpServerId, context)
  return { context, tool, errorName, errorMessage }
}

/** Former titles, and the names of parts inside of the one that is withheld now. */
async function forgetEarlier(
  em: EntityManager,
  supportTicketId: string,
  { field, pointer }: WithheldPlace,
): Promise<void> {
  if (field === 'title') {
    const where = { supportTicketId, type: 'title_changed' } as const
    await em.nativeUpdate(SupportTicketEvent, where, { fromText: null, toText: null })
  }
  if (pointer === undefined) return
  const earlier = await em.find(SupportTicketEvent, { supportTicketId, type: 'withheld' })
  const inside = earlier.filter(({ toText }) => toText?.startsWith(`${pointer}/`))
  if (inside.length === 0) return
  const ids = inside.map(({ id }) => id)
  await em.nativeUpdate(SupportTicketEvent, { id: { $in: ids } }, { toText: pointer })
}

function refusal(pointer: string, detail: string): DomainError {
  return new DomainError('validation-failed', { errors: [{ pointer, code: 'not-allowed', detail }] })
}
