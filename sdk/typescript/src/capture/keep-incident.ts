/*
 * Keeps a failing call for the ticket that may follow it.
 */
import type { Redactor } from '../wire/redact.ts'
import type { CallOutcome, TrailEntry } from '../wire/ticket-context.ts'
import type { Logger } from '../platform/logger.ts'
import type { Caller } from './caller.ts'
import { captureIncident } from './capture-incident.ts'
import { correlationRules } from './correlate-incident.ts'
import type { IncidentStore } from './incident-store.ts'
import type { Message } from './json-rpc.ts'
import type { PendingCall } from './pending-calls.ts'
import { mintIncidentId } from './random-id.ts'
import { findTrace, markSpan } from './trace.ts'

const INCIDENT_TTL_MS = 3_600_000

export interface KeepIncidentDeps {
  store: IncidentStore
  redactor: Redactor
  logger: Logger
}

/**
 * Redacts, bounds and stores the call. Does not wait for the store: the answer to the client must not be delayed.
 *
 * @param answer what the server sent; absent for a call that was cancelled or never answered.
 * @param trail the calls of the same caller before this one.
 * @returns the incident's id, which the hint prints.
 */
export function keepIncident(
  call: PendingCall,
  caller: Caller,
  outcome: CallOutcome,
  answer: Message | undefined,
  trail: TrailEntry[],
  { store, redactor, logger }: KeepIncidentDeps,
): string {
  const id = mintIncidentId()
  const traceId = findTrace(call)?.traceId
  markSpan(call, id)
  const put = store.put({
    id,
    owner: caller.owner,
    keys: correlationRules(caller, traceId).map(([, key]) => key),
    expiresAt: Date.now() + INCIDENT_TTL_MS,
    incident: captureIncident(id, call, traceId, outcome, answer, redactor),
    trail,
  })
  // What a database library returns may begin its work only when somebody waits for it.
  if (put) Promise.resolve(put).catch(() => logger.warn('the incident store failed'))
  return id
}
