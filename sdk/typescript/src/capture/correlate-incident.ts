/*
 * Which failing call a ticket is about. In this order: the id that was printed in the failing result, the trace, the
 * session, the signed-in user, the stdio process. Another caller's call is never attached, and an anonymous HTTP caller
 * without an id gets none.
 */
import type { Caller } from './caller.ts'
import type { IncidentStore, StoredIncident } from './incident-store.ts'
import type { Correlation } from '../wire/ticket-context.ts'

export interface Correlated {
  correlation: Correlation
  stored?: StoredIncident
}

type Rule = [correlation: Correlation, key: string]

/** The keys an incident of this caller is stored under, and later looked up by, in the order of precedence. */
export function correlationRules(caller: Caller, traceId: string | undefined): Rule[] {
  const { owner, subject = '', session, connection } = caller
  if (owner === undefined) return []
  const rules: Rule[] = []
  if (traceId !== undefined) rules.push(['trace', `trace:${traceId} ${owner}`])
  if (session !== undefined) rules.push(['session', `session:${session} ${subject}`])
  if (subject !== '') rules.push(['subject', `subject:${subject}`])
  if (connection !== undefined) rules.push(['process', `process:${connection}`])
  return rules
}

/**
 * @param incidentId as the model passed it on; empty or absent for none. An id that opens nothing is no error, but it
 * is not replaced by a guess either.
 */
export async function correlateIncident(
  store: IncidentStore,
  caller: Caller,
  incidentId: string | undefined,
  traceId: string | undefined,
): Promise<Correlated> {
  if (incidentId) {
    const stored = await quietly(() => store.get(incidentId))
    const opens = stored && (stored.owner === undefined || stored.owner === caller.owner)
    return opens ? { correlation: 'incident-id', stored } : { correlation: 'not-found' }
  }
  for (const [correlation, key] of correlationRules(caller, traceId)) {
    const stored = await quietly(() => store.latest(key))
    if (stored && stored.owner === caller.owner) return { correlation, stored }
  }
  return { correlation: 'none' }
}

/** A plugged-in store may be down: the ticket goes without the call. */
async function quietly<T>(look: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await look()
  } catch {
    return undefined
  }
}
