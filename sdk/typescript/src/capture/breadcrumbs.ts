import { CONTEXT_LIMITS } from '../wire/limits.ts'
import { setBounded } from '../wire/set-bounded.ts'
import type { CallOutcome, TrailEntry } from '../wire/ticket-context.ts'
import { writeTime } from './write-time.ts'

interface Step {
  /** Bounded and redacted. */
  tool: string
  outcome: CallOutcome
  durationMs: number
  at: number
  /** The step as it is sent. It is made once, because all failing calls that follow refer to it. */
  entry?: TrailEntry
}

/** Of those who have signed in, and of all others. */
const MAX_OWNERS = 500

/**
 * The last calls of each caller, without arguments and results. Support sees from them what led to a failure. On the
 * wire they are called `trail`.
 */
export class Breadcrumbs {
  readonly #signedIn = new Map<string, Step[]>()
  readonly #others = new Map<string, Step[]>()

  add(owner: string, step: Step): void {
    const owners = this.#ownersLike(owner)
    const steps = owners.get(owner)
    if (!steps) return setBounded(owners, owner, [step], MAX_OWNERS)
    if (steps.length >= CONTEXT_LIMITS.trail) steps.shift()
    steps.push(step)
  }

  /** The calls of one caller, oldest first. */
  read(owner: string | undefined): TrailEntry[] {
    const steps = owner === undefined ? undefined : this.#ownersLike(owner).get(owner)
    return (steps ?? []).map((step) => (step.entry ??= writeEntry(step)))
  }

  /** Callers whom nobody has to sign in for can be any number, and take no place of those who have. */
  #ownersLike(owner: string): Map<string, Step[]> {
    return owner.startsWith('sub:') ? this.#signedIn : this.#others
  }
}

function writeEntry({ tool, outcome, durationMs, at }: Step): TrailEntry {
  return { tool, outcome, durationMs, at: writeTime(at) }
}
