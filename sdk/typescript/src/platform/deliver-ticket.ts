/*
 * Sends one ticket to the platform, in at most three attempts within 10 s. All attempts have the same idempotency
 * key, so that a lost answer never makes a second ticket (wire contract §4, §6).
 */
import { boundContext, byteLength } from '../wire/bound-context.ts'
import type { Dsn } from '../wire/dsn.ts'
import { isIssued } from '../wire/issued-secret.ts'
import { CONTEXT_LIMITS, TICKET_LIMITS } from '../wire/limits.ts'
import { REFERENCE_PATTERN } from '../wire/reference.ts'
import type { TicketContext } from '../wire/ticket-context.ts'
import { asObject, matching, present } from '../wire/unknown.ts'
import { addressRequest } from './address-request.ts'
import type { HttpFailure, HttpResponse } from './http-exchange.ts'
import { exchangeHttp } from './http.ts'
import { parseObject } from './parse-object.ts'
import { readProblem, readRetryAfter, type FieldProblem } from './problem.ts'
import { decideDelivery, type Decision } from './retry-decision.ts'

const BUDGET_MS = 10_000
const ATTEMPT_MS = 5_000
const MAX_ATTEMPTS = 3
/** The second wait is twice as long. Together they outlast two seconds in which nobody can reach the platform. */
const BACKOFF_MS = 1_000

/** A ticket as it is sent: title and description normalised and redacted, the context redacted. */
export interface Ticket {
  title: string
  description: string
  category: string
  /** An address that the user gave, for replies. */
  email?: string
  /** The failing call and where it happened. */
  context: TicketContext
}

export interface DeliveryRequest {
  dsn: Dsn
  ticket: Ticket
  idempotencyKey: string
  /** The user's access token, only if the platform issued it. */
  token?: string | undefined
  traceparent?: string | undefined
  /** Most bytes of the body. */
  maxBytes?: number
  /** Aborts the delivery: there is no further attempt, and the running one is not waited for. */
  signal?: AbortSignal
}

export interface CreatedTicket {
  reference: string
  /** Absent if it does not have the form of a status. */
  status?: string
  /** The first attempt was answered with a ticket that existed before. */
  alreadyRecorded: boolean
  needsContact: boolean
  receipt?: string
  /** False if the platform or a proxy refused the ticket with its context and took it without. */
  contextSent: boolean
}

export interface RefusedTicket {
  decision: Decision
  /** Goes to the host's log, and to the user if there is nothing better to say. */
  code: string
  errors: FieldProblem[]
  retryAfterSeconds?: number
}

export type Delivery = { created: CreatedTicket } | { refused: RefusedTicket }

/** Never throws. The result holds the ticket or says why there is none. */
export async function deliverTicket(request: DeliveryRequest): Promise<Delivery> {
  const deadline = Date.now() + BUDGET_MS
  let withContext = true
  let unsure = false
  let refused: RefusedTicket | undefined
  const mayGoOn = (): boolean => Date.now() < deadline && !request.signal?.aborted

  for (let attempt = 1; attempt <= MAX_ATTEMPTS && mayGoOn(); attempt++) {
    const answer = await send(request, withContext, Math.min(ATTEMPT_MS, deadline - Date.now()))
    const created = readCreated(answer)
    if (created) {
      const { duplicate, ...ticket } = created
      return { created: { ...ticket, alreadyRecorded: duplicate && attempt === 1, contextSent: withContext } }
    }

    refused = readRefused(answer)
    const { retry, sentence } = refused.decision
    unsure ||= sentence === 'UNSURE'
    if (retry === 'no' || (retry === 'without-context' && !withContext)) break
    if (retry === 'without-context') {
      withContext = false
      continue
    }
    const wait = refused.retryAfterSeconds === undefined ? backoff(attempt) : refused.retryAfterSeconds * 1000
    if (attempt === MAX_ATTEMPTS || Date.now() + wait >= deadline) break
    await sleep(wait, request.signal)
  }

  refused ??= readRefused({ failure: 'timeout' })
  // After a lost answer, a later refusal does not prove that there is no ticket.
  return { refused: unsure ? { ...refused, decision: decideDelivery('timeout') } : refused }
}

function send(
  request: DeliveryRequest,
  withContext: boolean,
  timeoutMs: number,
): Promise<HttpResponse | HttpFailure> {
  const { dsn, idempotencyKey, token, traceparent } = request
  return exchangeHttp({
    method: 'POST',
    ...addressRequest(dsn, 'support', {
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
      authorization: token && `Bearer ${token}`,
      traceparent,
    }),
    body: writeBody(request, withContext),
    timeoutMs,
    signal: request.signal,
  })
}

function writeBody({ ticket, maxBytes = TICKET_LIMITS.body }: DeliveryRequest, withContext: boolean): string {
  const { context, ...fields } = ticket
  if (!withContext) return JSON.stringify(fields)
  const room = maxBytes - byteLength(fields) - CONTEXT_LIMITS.reserve
  return JSON.stringify({ ...fields, context: boundContext(context, room) })
}

function readCreated(
  answer: HttpResponse | HttpFailure,
): (Omit<CreatedTicket, 'alreadyRecorded' | 'contextSent'> & { duplicate: boolean }) | undefined {
  if ('failure' in answer || answer.status !== 201) return undefined
  const body = parseObject(answer.body)
  const ticket = asObject(body['ticket'])
  const reference = matching(ticket?.['reference'], REFERENCE_PATTERN)
  const { duplicate, needsContact, receipt } = body
  if (reference === undefined) return undefined
  if (typeof duplicate !== 'boolean' || typeof needsContact !== 'boolean') return undefined
  return present<ReturnType<typeof readCreated> & object>({
    reference,
    status: readStatusName(ticket?.['status']),
    duplicate,
    needsContact,
    receipt: isIssued('receipt', receipt) ? receipt : undefined,
  })
}

/** The value, if it has the form of a ticket's status. A model gets to see it. */
export function readStatusName(value: unknown): string | undefined {
  return matching(value, /^[a-z][a-z_]{0,31}$/)
}

/** What an answer means that is not the one that was asked for. */
export function readRefused(answer: HttpResponse | HttpFailure): RefusedTicket {
  if ('failure' in answer) {
    const code = answer.failure === 'not-connected' ? 'network-error' : answer.failure
    return { decision: decideDelivery(answer.failure), code, errors: [] }
  }
  const problem = readProblem(answer)
  return present<RefusedTicket>({
    decision: decideDelivery(problem?.code, answer.status),
    code: problem?.code ?? 'unexpected-response',
    errors: problem?.errors ?? [],
    retryAfterSeconds: readRetryAfter(answer, Date.now()),
  })
}

/** Milliseconds to wait, with jitter, so that many servers do not all come back at the same time. */
function backoff(attempt: number): number {
  return BACKOFF_MS * attempt * (0.75 + Math.random() / 4)
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    ;(timer as { unref?: () => void }).unref?.()
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
