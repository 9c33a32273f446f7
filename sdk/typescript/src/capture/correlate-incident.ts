/*
 * Finds the failing call that a ticket is about: by the id that was printed in the failing result, by the trace, by the
 * session, by the signed-in user, or by the stdio process, in this order. Another caller's call is never attached. An
 * anonymous HTTP caller who gives no id gets no call attached.
 */
import type { Correlation } from '../wire/ticket-context.ts'
import type { Caller } from './caller.ts'
import type { IncidentStore, StoredIncident } from './incident-store.ts'

export interface Correlated {
  correlation: Correlation
  stored?: StoredIncident
}

type Rule = [correlation: Correlation, key: string]

/** The keys that an incident of this caller is stored under and later looked up by. The first that finds one counts. */
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
 * @param incidentId as the model passed it; empty or absent for none. An id that finds nothing is no error, but the
 * other keys are not tried then: a wrong call would be worse than none.
 */
export async function correlateIncident(
  store: IncidentStore,
  caller: Caller,
  incidentId: string | undefined,
  traceId: string | undefined,
): Promise<Correlated> {
  if (incidentId) {
    const stored = await ask(() => store.get(incidentId))
    const opens = stored && (stored.owner === undefined || stored.owner === caller.owner)
    return opens ? { correlation: 'incident-id', stored } : { correlation: 'not-found' }
  }
  for (const [correlation, key] of correlationRules(caller, traceId)) {
    const stored = await ask(() => store.latest(key))
    if (stored && stored.owner === caller.owner) return { correlation, stored }
  }
  return { correlation: 'none' }
}

/** If the host's own store fails, the ticket is sent without the call. */
const ask = <T>(look: () => T | Promise<T>): Promise<T | undefined> =>
  Promise.resolve()
    .then(look)
    .catch(() => undefined)
