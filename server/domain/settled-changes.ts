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
  #counts = new Map<string, number>()

  /** @param lateMs milliseconds after which a change should be there */
  constructor(lateMs: number) {
    this.#lateMs = lateMs
  }

  /** Changes from this time of the database on must be read: the ones before it are counted. */
  startOfRest(now: Date): Date {
    return this.#window?.until ?? new Date(now.getTime() - this.#lateMs)
  }

  /** Counts again when it is time. @returns the organizations with changes that came after they had been counted */
  async findLate(em: EntityManager, organizationIds: readonly string[], now: Date): Promise<string[]> {
    const until = new Date(now.getTime() - this.#lateMs)
    const before = this.#window
    const isDue = !before || Math.abs(until.getTime() - before.until.getTime()) >= COUNT_EVERY_MS
    if (!isDue && organizationIds.every((id) => this.#counts.has(id))) return []
    const window = { since: new Date(until.getTime() - COUNTED_MS), until }
    // In one statement: what is committed between two would be in the new count only.
    const counted = await countChanges(em, organizationIds, before ?? window, window)
    const late = organizationIds.filter(
      (id) => (counted.get(id)?.before ?? 0) > (this.#counts.get(id) ?? Number.POSITIVE_INFINITY),
    )
    this.#window = window
    this.#counts = new Map(organizationIds.map((id) => [id, counted.get(id)?.now ?? 0]))
    return late
  }

  forget(): void {
    this.#window = undefined
    this.#counts.clear()
  }
}
