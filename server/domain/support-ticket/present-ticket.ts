import type { ReporterDto, TicketDto, TicketEventDto, TicketSessionDto } from '#shared/support-ticket.ts'
import { traceUrl } from '#shared/trace-url.ts'
import { presentClient } from '../end-user/present-end-user.ts'
import type { SupportTicket } from './support-ticket.entity.ts'
import type { TicketEvent, TicketParties } from './ticket-details.repository.ts'

/** A ticket as its page shows it. */
export function presentTicket(
  ticket: SupportTicket,
  { server, traceTemplate, user, session, duplicateOf }: TicketParties,
  events: readonly TicketEvent[],
): TicketDto {
  return {
    reference: ticket.reference,
    title: ticket.title,
    description: ticket.description,
    category: ticket.category,
    status: ticket.status,
    ...(ticket.resolution && { resolution: ticket.resolution }),
    ...(duplicateOf && { duplicateOf }),
    version: ticket.version,
    origin: ticket.origin,
    ...(ticket.origin === 'test' && { isTest: true as const }),
    createdAt: ticket.createdAt.toISOString(),
    updatedAt: ticket.updatedAt.toISOString(),
    server,
    reporter: presentReporter(user, ticket.email ?? undefined),
    ...presentCall(ticket),
    ...(ticket.erasedAt && { erasedAt: ticket.erasedAt.toISOString() }),
    ...(session && { session: presentSession(session) }),
    ...(ticket.context && { context: ticket.context }),
    ...presentTrace(traceTemplate, ticket.context?.incident?.traceId),
    events: events.map(presentEvent),
  }
}

function presentTrace(template: string | undefined, traceId: string | undefined): { traceUrl?: string } {
  const url = template && traceId && traceUrl(template, traceId)
  return url ? { traceUrl: url } : {}
}

/** Who opened a ticket: the signed-in user, else an e-mail address, else nobody that is known. */
export function presentReporter(
  user: { id: string; name: string; email: string } | undefined,
  email: string | undefined,
): ReporterDto {
  if (user) return { kind: 'user', id: user.id, name: user.name, email: user.email }
  return email ? { kind: 'email', email } : { kind: 'none' }
}

/** What a ticket is found by of its failing call. */
export function presentCall({
  tool,
  errorName,
  errorMessage,
  errorFingerprint,
}: Pick<SupportTicket, 'tool' | 'errorName' | 'errorMessage' | 'errorFingerprint'>) {
  return {
    ...(tool && { tool }),
    ...(errorName && { error: errorName }),
    ...(errorMessage && { errorMessage }),
    ...(errorFingerprint && { fingerprint: errorFingerprint }),
  }
}

function presentSession(session: NonNullable<TicketParties['session']>): TicketSessionDto {
  return { ...presentClient(session), signedInAt: session.createdAt.toISOString() }
}

function presentEvent(event: TicketEvent): TicketEventDto {
  return {
    id: event.id,
    type: event.type,
    actor: { kind: event.actorKind, name: nameOfActor(event) },
    at: event.at.toISOString(),
    ...(event.fromStatus && { from: event.fromStatus }),
    ...(event.toStatus && { to: event.toStatus }),
    ...(event.fromText !== undefined && { fromText: event.fromText }),
    ...(event.toText !== undefined && { toText: event.toText }),
    ...(event.fromDuplicateOf && { fromDuplicateOf: event.fromDuplicateOf }),
    ...(event.toDuplicateOf && { toDuplicateOf: event.toDuplicateOf }),
    ...(event.operationId && { operation: event.operationId }),
    ...(event.note !== undefined && { note: event.note }),
  }
}

/** The person or the program that acted; for a token or an agent, both. */
function nameOfActor({
  actorKind,
  actorName,
  tokenName,
  clientName,
  keyHint,
}: Pick<TicketEvent, 'actorKind' | 'actorName' | 'tokenName' | 'clientName' | 'keyHint'>): string {
  if (actorKind === 'agent')
    return `${actorName ?? 'Somebody'} via an agent (${clientName ?? `token ${tokenName ?? 'deleted'}`})`
  if (tokenName !== undefined) return `${actorName ?? 'Somebody'} via token ${tokenName}`
  return actorName ?? (keyHint === undefined ? 'Somebody' : `Server key …${keyHint}`)
}
