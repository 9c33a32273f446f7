import type { EntityManager } from '@mikro-orm/sql'
import { type ChangeWindow, countChanges } from './change-event.repository.ts'

/** Milliseconds between two counts. */
const COUNT_EVERY_MS = 5_000
/** Milliseconds for which changes are counted: as long as a commit may take. They must be kept for longer. */
const COUNTED_MS = 600_000

/**
 * Changes that are so old that all of them should be there. They are counted, because a commit can take longer than any
 * deadline: the process was frozen before it, the disk was full or the database waited for its replica.
 */
export class SettledChanges {
  readonly #lateMs: number
  #window: ChangeWindow | undefined
  readonly #counts = new Map<string, number>()

  /** @param lateMs milliseconds after which a change should be there */
  constructor(lateMs: number) {
    this.#lateMs = lateMs
  }

  /** Changes from this time of the database on must be read: the ones before it are counted. */
  startOfRest(now: Date): Date {
    return this.#window?.until ?? new Date(now.getTime() - this.#lateMs)
  }

  /**
   * Counts when it is time, and at once for who is new.
   *
   * @returns the organizations with changes that came after they had been counted
   */
  async findLate(em: EntityManager, organizationIds: readonly string[], now: Date): Promise<string[]> {
    const until = new Date(now.getTime() - this.#lateMs)
    const before = this.#window
    const isTime = !before || Math.abs(until.getTime() - before.until.getTime()) >= COUNT_EVERY_MS
    const due = isTime ? organizationIds : organizationIds.filter((id) => !this.#counts.has(id))
    if (due.length === 0) return []
    const window = before && !isTime ? before : { since: new Date(until.getTime() - COUNTED_MS), until }
    // In one statement: what is committed between two would be in the new count only.
    const counted = await countChanges(em, due, before ?? window, window)
    const late = due.filter(
      (id) => (counted.get(id)?.before ?? 0) > (this.#counts.get(id) ?? Number.POSITIVE_INFINITY),
    )
    if (isTime) this.#counts.clear()
    for (const id of due) this.#counts.set(id, counted.get(id)?.now ?? 0)
    this.#window = window
    return late
  }

  forget(): void {
    this.#window = undefined
    this.#counts.clear()
  }
}
