/*
 * One call of the support tool, from its arguments to its result.
 */
import { deriveIdempotencyKey } from '../wire/idempotency.ts'
import { escapeBrackets } from '../wire/markers.ts'
import type { Redactor } from '../wire/redact.ts'
import { codePoints } from '../wire/text.ts'
import type { TicketContext } from '../wire/ticket-context.ts'
import {
  deliverTicket,
  type CreatedTicket,
  type RefusedTicket,
  type Ticket,
} from '../platform/deliver-ticket.ts'
import { present } from '../wire/unknown.ts'
import type { Logger } from '../platform/logger.ts'
import { hidesTool } from '../platform/problem.ts'
import type { SupportConfig } from '../platform/read-config.ts'
import { ownToken, type Caller } from '../capture/caller.ts'
import type { PlatformClient } from '../capture/client.ts'
import { correlateIncident, type Correlated } from '../capture/correlate-incident.ts'
import type { IncidentStore } from '../capture/incident-store.ts'
import { INCIDENT_ID, mintIncidentId } from '../capture/random-id.ts'
import type { BeforeSend } from './before-send.ts'
import type { ChooseCategories } from './category-choice.ts'
import * as say from './sentences.ts'
import type { SupportCall } from './support-call.ts'
import type { SupportResult } from './support-tool.ts'
import { readArguments, type SupportFields } from './tool-arguments.ts'

export interface OpenTicketDeps {
  client: PlatformClient
  /** Whether the host and the dashboard let tickets be opened. */
  isOn: () => boolean
  store: IncidentStore
  redactor: Redactor
  beforeSend: BeforeSend | undefined
  chooseCategories: ChooseCategories
  logger: Logger
}

/** Never throws. Whatever happens, the result says whether there is a ticket. */
export async function openTicket(call: SupportCall, deps: OpenTicketDeps): Promise<SupportResult> {
  const config = deps.client.config.current
  if (!config || !deps.isOn()) return { outcome: 'unavailable', message: say.sayOff() }
  try {
    return await open(call, config, deps)
  } catch {
    deps.logger.warn('a ticket was not sent: internal-error')
    return sayFault('internal-error', config)
  }
}

async function open(call: SupportCall, config: SupportConfig, deps: OpenTicketDeps): Promise<SupportResult> {
  const { client, redactor, logger } = deps
  const read = readArguments(call.arguments, {
    ...config,
    categories: deps.chooseCategories(config.categories),
  })
  if ('problem' in read) return { outcome: 'failed', message: say.sayFix(read.problem) }
  const { fields } = read

  const correlated = await correlateIncident(deps.store, call.caller, fields.incidentId, call.trace?.traceId)
  const token = ownToken(call.caller, config)
  const draft = present<Ticket>({
    title: redactor.redactText(escapeBrackets(fields.title)),
    description: redactor.redactText(escapeBrackets(fields.description)),
    category: fields.category,
    // The token alone says who a signed-in user is.
    email: token === undefined ? fields.email : undefined,
    context: describeContext(correlated, call, client),
  })
  const ticket = await passToHost(draft, deps)
  if (!ticket) return sayFault('dropped-by-host', config)
  for (const field of ['title', 'description'] as const) {
    // A marker may be longer than the secret that it replaces.
    const max = config.limits[field]
    if (codePoints(ticket[field]) <= max) continue
    return { outcome: 'failed', message: say.sayFix(say.describeFieldProblem(field, 'too-long', { max })) }
  }

  const repeat = chooseScope(call.caller, fields)
  const idempotencyKey = await deriveIdempotencyKey({ ...ticket, ...repeat })
  const delivery = await deliverTicket({
    dsn: client.dsn,
    ticket,
    idempotencyKey,
    token,
    traceparent: call.trace?.traceparent,
    maxBytes: config.limits.body,
    signal: call.signal,
  })
  if ('created' in delivery) return sayCreated(delivery.created, ticket.context, config, repeat.mintedId)
  logger.warn(`a ticket was not confirmed: ${delivery.refused.code}`)
  learnFrom(delivery.refused, client)
  return sayRefused(withOwnChoices(delivery.refused, deps.chooseCategories), config, repeat)
}

function describeContext(
  { correlation, stored }: Correlated,
  { caller, surroundings }: SupportCall,
  { breadcrumbs }: PlatformClient,
): TicketContext {
  // The failure may be one of the caller's calls, though its result was not marked as one.
  const trail = stored?.trail ?? (correlation === 'none' ? breadcrumbs.read(caller.owner) : [])
  return present<TicketContext>({
    correlation,
    incident: stored?.incident,
    trail: trail.length > 0 ? trail : undefined,
    ...surroundings,
  })
}

async function passToHost(
  ticket: Ticket,
  { beforeSend, logger }: OpenTicketDeps,
): Promise<Ticket | undefined> {
  if (!beforeSend) return ticket
  try {
    // A copy, so that the host changes this ticket only and not the incident that is kept.
    const sent = await beforeSend(structuredClone(ticket))
    // The host may have left the whole context out.
    return sent ? { ...sent, context: sent.context ?? {} } : undefined
  } catch {
    logger.warn('beforeSend threw: the ticket was not sent')
    return undefined
  }
}

/** What makes a second call count as a repeated one. */
type Repeat = Parameters<typeof say.sayUnsure>[0]

/** Whose calls count as repeated calls if they say the same (wire contract §4.3). */
function chooseScope(
  { owner, subject }: Caller,
  { incidentId = '', email }: SupportFields,
): Repeat & { scope: string; incidentId: string } {
  // An id is the same after a reconnect, and nobody can guess it.
  if (!subject && INCIDENT_ID.test(incidentId)) return { scope: 'inc', incidentId }
  if (owner) return { scope: owner, incidentId, thisSession: !subject }
  if (email) return { scope: `email:${email}`, incidentId }
  const mintedId = mintIncidentId()
  return { scope: 'inc', incidentId: mintedId, mintedId }
}

/** The refusal with the categories that this tool offers, of those that the platform named. */
function withOwnChoices(refused: RefusedTicket, chooseCategories: ChooseCategories): RefusedTicket {
  const errors = refused.errors.map((error) =>
    error.pointer === '/category' && error.allowed
      ? { ...error, allowed: chooseCategories(error.allowed) }
      : error,
  )
  return { ...refused, errors }
}

function sayCreated(
  created: CreatedTicket,
  context: TicketContext,
  config: SupportConfig,
  mintedId: string | undefined,
): SupportResult {
  const { reference, receipt, needsContact, alreadyRecorded } = created
  const attachedTool = created.contextSent && context.incident ? (context.incident.tool ?? '') : undefined
  const sentences = [
    alreadyRecorded
      ? say.sayAlreadyRecorded(reference, created.status)
      : say.sayRecorded({ reference, hasReceipt: receipt !== undefined, attachedTool }),
    ...(needsContact ? [say.sayNeedsContact(config.authMode, mintedId)] : []),
  ]
  return present<SupportResult>({
    outcome: alreadyRecorded ? 'already_recorded' : 'recorded',
    message: sentences.join(' '),
    reference,
    context_attached: alreadyRecorded ? undefined : attachedTool !== undefined,
    needs_contact: needsContact,
    receipt,
    incident_id: needsContact && config.authMode === 'email' ? mintedId : undefined,
  })
}

function sayFault(code: string, { serverName }: SupportConfig): SupportResult {
  return { outcome: 'failed', message: say.sayFault(code, serverName) }
}

function sayRefused(refused: RefusedTicket, config: SupportConfig, repeat: Repeat): SupportResult {
  const { outcome, sentence } = refused.decision
  return present<SupportResult>({
    outcome,
    message: writeSentence(refused, config, repeat),
    incident_id: sentence === 'LATER' || sentence === 'UNSURE' ? repeat.mintedId : undefined,
  })
}

function writeSentence(refused: RefusedTicket, config: SupportConfig, repeat: Repeat): string {
  switch (refused.decision.sentence) {
    case 'FIX':
      return say.sayFix(describeErrors(refused, config))
    case 'LATER':
      return say.sayLater(refused.retryAfterSeconds, repeat.mintedId)
    case 'UNSURE':
      return say.sayUnsure(repeat)
    case 'SIGN-IN':
      return say.saySignIn()
    case 'OFF':
      return say.sayOff()
    case 'FAULT':
      return say.sayFault(refused.code, config.serverName)
  }
}

function describeErrors({ errors }: RefusedTicket, config: SupportConfig): string {
  const problems = errors.map(({ pointer, code, allowed }) => {
    const field = pointer.slice(1)
    const max = field === 'title' || field === 'description' ? config.limits[field] : undefined
    return say.describeFieldProblem(field, code, { max, allowed })
  })
  return problems.join('; ') || 'a field cannot be accepted'
}

/** Some refusals mean that the configuration in force is out of date. */
function learnFrom({ code, errors }: RefusedTicket, client: PlatformClient): void {
  if (hidesTool(code)) client.config.hide(code)
  else if (code === 'support-disabled' || errors.some(({ pointer }) => pointer === '/category'))
    client.config.expire()
}
