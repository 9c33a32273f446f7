import { CONTEXT_LIMITS } from '../wire/limits.ts'
import type { CallOutcome, TrailEntry } from '../wire/ticket-context.ts'

interface Step {
  /** Bounded and redacted. */
  tool: string
  outcome: CallOutcome
  durationMs: number
  at: number
  /** The step as it is sent. It is made once, because all failing calls that follow refer to it. */
  entry?: TrailEntry
}

const MAX_OWNERS = 1_000

/**
 * The last calls of each caller, without arguments and results. Support sees from them what led to a failure. On the
 * wire they are called `trail`.
 */
export class Breadcrumbs {
  readonly #byOwner = new Map<string, Step[]>()

  add(owner: string, step: Step): void {
    const steps = this.#byOwner.get(owner)
    if (!steps) {
      if (this.#byOwner.size >= MAX_OWNERS) this.#dropOldest()
      this.#byOwner.set(owner, [step])
      return
    }
    if (steps.length >= CONTEXT_LIMITS.trail) steps.shift()
    steps.push(step)
  }

  /** The calls of one caller, oldest first. */
  read(owner: string | undefined): TrailEntry[] {
    const steps = owner === undefined ? undefined : this.#byOwner.get(owner)
    return (steps ?? []).map((step) => (step.entry ??= writeEntry(step)))
  }

  #dropOldest(): void {
    const oldest = this.#byOwner.keys().next()
    if (!oldest.done) this.#byOwner.delete(oldest.value)
  }
}

function writeEntry({ tool, outcome, durationMs, at }: Step): TrailEntry {
  return { tool, outcome, durationMs, at: new Date(at).toISOString() }
}
