import { CONTEXT_LIMITS } from './limits.ts'
import type { CallOutcome, TrailEntry } from './ticket-context.ts'

interface Step {
  tool: string
  outcome: CallOutcome
  durationMs: number
  at: number
}

const MAX_OWNERS = 1_000
const LONGEST_NAME = 2 * CONTEXT_LIMITS.name

/** The last calls of each caller, so that support sees what led to a failure. No arguments, no results. */
export class Trails {
  readonly #byOwner = new Map<string, Step[]>()

  add(owner: string, call: Step): void {
    // Of an unknown tool, the name is whatever a client made up.
    const step = call.tool.length > LONGEST_NAME ? { ...call, tool: call.tool.slice(0, LONGEST_NAME) } : call
    const steps = this.#byOwner.get(owner)
    if (!steps) {
      if (this.#byOwner.size >= MAX_OWNERS) this.#dropOldest()
      this.#byOwner.set(owner, [step])
      return
    }
    if (steps.length >= CONTEXT_LIMITS.trail) steps.shift()
    steps.push(step)
  }

  /** Oldest first. */
  read(owner: string | undefined): TrailEntry[] {
    const steps = owner === undefined ? undefined : this.#byOwner.get(owner)
    return (steps ?? []).map(({ at, ...step }) => ({ ...step, at: new Date(at).toISOString() }))
  }

  #dropOldest(): void {
    const oldest = this.#byOwner.keys().next()
    if (!oldest.done) this.#byOwner.delete(oldest.value)
  }
}
