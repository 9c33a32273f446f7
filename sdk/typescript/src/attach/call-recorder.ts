/*
 * What is kept of a call that has ended: of each call that it happened, and of a failing one all that support needs.
 * Nothing is kept while tickets cannot be opened, and nothing of calls of our own tools.
 */
import type { CallOutcome } from '../wire/ticket-context.ts'
import type { Message } from '../capture/json-rpc.ts'
import { keepIncident } from '../capture/keep-incident.ts'
import { elapsed, type PendingCall } from '../capture/pending-calls.ts'
import { writeTime } from '../capture/write-time.ts'
import type { Availability } from './availability.ts'
import type { IdentifyCall } from './identify-calls.ts'
import type { Instance } from './instance.ts'

/**
 * Keeps what is needed of a call that has ended.
 *
 * @param answer what the server sent; absent for a call that was cancelled or never answered.
 * @param isKnown a failure of this call was kept before, with less.
 * @returns the id of the incident, or nothing if none is kept.
 */
export type RecordEnd = (
  call: PendingCall,
  outcome: CallOutcome,
  answer: Message | undefined,
  isKnown?: boolean,
) => string | undefined

export function recordEnds(
  instance: Instance,
  availability: Availability,
  identify: IdentifyCall,
): RecordEnd {
  const { breadcrumbs } = instance.client
  const addBreadcrumb = (call: PendingCall, owner: string | undefined, outcome: CallOutcome): void => {
    if (owner === undefined) return
    const tool = instance.nameTool(call.tool)
    breadcrumbs.add(owner, { tool, outcome, durationMs: elapsed(call), at: call.startedAt })
  }
  return (call, outcome, answer, isKnown = false) => {
    if (!availability.isOn() || availability.find(call.tool)) return undefined
    const caller = identify(call)
    if (outcome === 'ok' && !instance.isFailure(answer?.result)) {
      addBreadcrumb(call, caller.owner, outcome)
      return undefined
    }
    const calls = breadcrumbs.read(caller.owner)
    const trail = isKnown ? calls.filter(({ at }) => at !== writeTime(call.startedAt)) : calls
    const failure = outcome === 'ok' ? 'tool-error' : outcome
    if (!isKnown) addBreadcrumb(call, caller.owner, failure)
    return keepIncident(call, caller, failure, answer, trail, instance)
  }
}
