import type { EntityManager } from '@mikro-orm/sql'
import { type ChangeWindow, countChanges } from './change-event.repository.ts'

/** Milliseconds between two counts. */
const COUNT_EVERY_MS = 5_000
/** Milliseconds for which changes are counted: as long as a commit may take. They must be kept for longer. */
const COUNTED_MS = 600_000

/** What was counted: in which window, and how many each organization had. */
interface Counted {
  window: ChangeWindow
  counts: ReadonlyMap<string, number>
}

/**
 * Changes that are so old that all of them should be there. They are counted, because a commit can take longer than any
 * deadline: the process was frozen before it, the disk was full or the database waited for its replica.
 */
export class SettledChanges {
  readonly #lateMs: number
  #counted: Counted | undefined

  /** @param lateMs milliseconds after which a change should be there */
  constructor(lateMs: number) {
    this.#lateMs = lateMs
  }

  /** From this time of the database on, changes must be read: the ones before it are counted. */
  readFrom(now: Date): Date {
    return this.#counted?.window.until ?? new Date(now.getTime() - this.#lateMs)
  }

  /**
   * Counts when it is time, and at once for who is new. Hand `counted` to `keep` when the changes after the last window were
   * told: then no other look reads them.
   *
   * @returns with `late` the organizations with changes that came after they had been counted
   */
  async count(
    em: EntityManager,
    organizationIds: readonly string[],
    now: Date,
  ): Promise<{ late: string[]; counted: Counted | undefined }> {
    const until = new Date(now.getTime() - this.#lateMs)
    const before = this.#counted
    const isTime = !before || Math.abs(until.getTime() - before.window.until.getTime()) >= COUNT_EVERY_MS
    const due = isTime ? organizationIds : organizationIds.filter((id) => !before.counts.has(id))
    if (due.length === 0) return { late: [], counted: before }
    const window = isTime ? { since: new Date(until.getTime() - COUNTED_MS), until } : before.window
    // In one statement: what is committed between two would be in the new count only.
    const found = await countChanges(em, due, before?.window ?? window, window)
    const late = due.filter(
      (id) => (found.get(id)?.before ?? 0) > (before?.counts.get(id) ?? Number.POSITIVE_INFINITY),
    )
    const counts = new Map(isTime ? [] : before.counts)
    for (const id of due) counts.set(id, found.get(id)?.now ?? 0)
    return { late, counted: { window, counts } }
  }

  keep(counted: Counted | undefined): void {
    this.#counted = counted
  }

  /** Nobody follows any more. */
  forget(): void {
    this.#counted = undefined
  }
}
