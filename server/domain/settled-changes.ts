import type { EntityManager } from '@mikro-orm/sql'
import { type ChangeWindow, countChanges } from './change-event.repository.ts'
import { type Counted, settledWindow } from './change-position.ts'

/** Milliseconds between two counts. */
const COUNT_EVERY_MS = 5_000

/** What was counted: in which window, and how many each organization had. */
interface Counts {
  window: ChangeWindow
  counts: ReadonlyMap<string, number>
}

/**
 * Changes that are so old that all of them should be there. They are counted, because a commit can take longer than any
 * deadline: the process was frozen before it, the disk was full or the database waited for its replica.
 */
export class SettledChanges {
  #counts: Counts | undefined

  /** From this time of the database on, changes must be read: the ones before it are counted. */
  readFrom(now: Date): Date {
    return this.#counts?.window.until ?? settledWindow(now).until
  }

  /** Whether a change of this organization that comes late is noticed. */
  has(organizationId: string): boolean {
    return this.#counts?.counts.has(organizationId) ?? false
  }

  /**
   * Counts when it is time, and at once for who is new. Hand `counts` to `keep` when the changes after the last window were
   * told: then no other look reads them.
   *
   * @returns with `late` the organizations with changes that came after they had been counted
   */
  async count(
    em: EntityManager,
    organizationIds: readonly string[],
    now: Date,
  ): Promise<{ late: string[]; counts: Counts }> {
    const settled = settledWindow(now)
    const before = this.#counts
    const isTime =
      !before || Math.abs(settled.until.getTime() - before.window.until.getTime()) >= COUNT_EVERY_MS
    const due = isTime ? organizationIds : organizationIds.filter((id) => !before.counts.has(id))
    if (before && due.length === 0) return { late: [], counts: before }
    const window = isTime ? settled : before.window
    // In one statement: what is committed between two would be in the new count only.
    const found = await countChanges(em, due, before?.window ?? window, window)
    const late = due.filter(
      (id) => (found.get(id)?.before ?? 0) > (before?.counts.get(id) ?? Number.POSITIVE_INFINITY),
    )
    const counts = new Map(isTime ? [] : before.counts)
    for (const id of due) counts.set(id, found.get(id)?.now ?? 0)
    return { late, counts: { window, counts } }
  }

  keep(counts: Counts): void {
    this.#counts = counts
  }

  /** Nobody follows any more. */
  forget(): void {
    this.#counts = undefined
  }
}

/** What was counted of one organization. */
export function countedOf({ window, counts }: Counts, organizationId: string): Counted {
  return { window, count: counts.get(organizationId) ?? 0 }
}
