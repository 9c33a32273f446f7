/*
 * What is kept of a call that has ended: of each call that it happened, and of a failing one all that support needs.
 * Nothing is kept while tickets cannot be opened, and nothing of calls of our own tools.
 */
import type { CallOutcome } from '../wire/ticket-context.ts'
import type { Message } from '../capture/json-rpc.ts'
import { keepIncident } from '../capture/keep-incident.ts'
import { elapsed, type PendingCall } from '../capture/pending-calls.ts'
import type { Availability } from './availability.ts'
import type { IdentifyCall } from './identify-calls.ts'
import type { Instance } from './instance.ts'

export class CallRecorder {
  readonly #instance: Instance
  readonly #availability: Availability
  readonly #identify: IdentifyCall

  constructor(instance: Instance, availability: Availability, identify: IdentifyCall) {
    this.#instance = instance
    this.#availability = availability
    this.#identify = identify
  }

  /**
   * @param answer what the server sent; absent for a call that was cancelled or never answered.
   * @param isKnown a failure of this call was kept before, with less.
   * @returns the id of the incident, or nothing if none is kept.
   */
  ended(
    call: PendingCall,
    outcome: CallOutcome,
    answer: Message | undefined,
    isKnown = false,
  ): string | undefined {
    if (!this.#availability.isOn() || this.#availability.find(call.tool)) return undefined
    const { client, store, redactor, logger } = this.#instance
    const caller = this.#identify(call)
    if (outcome === 'ok' && !this.#instance.isFailure(answer?.result)) {
      this.#addBreadcrumb(call, caller.owner, outcome)
      return undefined
    }
    const calls = client.breadcrumbs.read(caller.owner)
    const startedAt = new Date(call.startedAt).toISOString()
    const trail = isKnown ? calls.filter(({ at }) => at !== startedAt) : calls
    const failure = outcome === 'ok' ? 'tool-error' : outcome
    if (!isKnown) this.#addBreadcrumb(call, caller.owner, failure)
    return keepIncident({ call, caller, outcome: failure, answer, trail }, { store, redactor, logger })
  }

  #addBreadcrumb(call: PendingCall, owner: string | undefined, outcome: CallOutcome): void {
    if (owner === undefined) return
    const tool = this.#instance.nameTool(call.tool)
    const { breadcrumbs } = this.#instance.client
    breadcrumbs.add(owner, { tool, outcome, durationMs: elapsed(call), at: call.startedAt })
  }
}
