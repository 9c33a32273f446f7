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
  /** Of who came back last to each organization: how many there are in the window of their id. */
  readonly #returned = new Map<string, Counted>()
  /** Goes up with each change that came late. */
  #noticed = 0

  /** From this time of the database on, changes must be read: the ones before it are counted. */
  readFrom(now: Date): Date {
    return this.#counts?.window.until ?? settledWindow(now).until
  }

  /** Whether a change of this organization that comes late is noticed. */
  has(organizationId: string): boolean {
    return this.#counts?.counts.has(organizationId) ?? false
  }

  /** What was counted of an organization last; undefined where a change that comes late is not noticed. */
  countedOf(organizationId: string): Counted | undefined {
    return this.has(organizationId) ? countedOf(this.#counts!, organizationId) : undefined
  }

  /**
   * Counts in the window of an id from before. Many come back with the same one: as long as nothing is noticed that came late,
   * they need no count of their own. Whoever asks follows already, so that they are told of what is noticed from now on.
   */
  async countReturned(em: EntityManager, organizationId: string, window: ChangeWindow): Promise<number> {
    // What is not before the end of the last window is not noticed but read.
    const isNoticed = () => this.has(organizationId) && window.until <= this.#counts!.window.until
    const known = this.#returned.get(organizationId)
    if (known?.window.until.getTime() === window.until.getTime() && isNoticed()) return known.count
    const noticed = this.#noticed
    const count = await countWindow(em, organizationId, window)
    if (noticed === this.#noticed && isNoticed()) this.#returned.set(organizationId, { window, count })
    return count
  }

  /** Whether `count` would count now. */
  isDue(organizationIds: readonly string[], now: Date): boolean {
    return this.#isTime(now) || organizationIds.some((id) => !this.has(id))
  }

  #isTime(now: Date): boolean {
    const last = this.#counts?.window.until.getTime()
    return last === undefined || Math.abs(settledWindow(now).until.getTime() - last) >= COUNT_EVERY_MS
  }

  /**
   * Counts when it is time, and at once for who is new. Hand `counts` to `keep` when the changes after the last window were
   * told: then no other look reads them.
   *
   * @returns with `late` the organizations with changes that came after they had been counted, or that are gone since: the
   *   database was restored
   */
  async count(
    em: EntityManager,
    organizationIds: readonly string[],
    now: Date,
  ): Promise<{ late: string[]; counts: Counts }> {
    const before = this.#counts
    if (before && !this.isDue(organizationIds, now)) return { late: [], counts: before }
    const isTime = this.#isTime(now)
    const due = isTime ? organizationIds : organizationIds.filter((id) => !this.has(id))
    const window = before && !isTime ? before.window : settledWindow(now)
    // In one statement: what is committed between two would be in the new count only.
    const found = await countChanges(em, due, before?.window ?? window, window)
    const late = due.filter((id) => {
      const known = before?.counts.get(id)
      return known !== undefined && known !== (found.get(id)?.before ?? 0)
    })
    if (late.length > 0) this.#noticed++
    for (const id of late) this.#returned.delete(id)
    const counts = new Map(isTime ? [] : before?.counts)
    for (const id of due) counts.set(id, found.get(id)?.now ?? 0)
    return { late, counts: { window, counts } }
  }

  keep(counts: Counts): void {
    this.#counts = counts
    for (const id of this.#returned.keys()) if (!counts.counts.has(id)) this.#returned.delete(id)
  }

  /** Nobody follows any more. */
  forget(): void {
    this.#counts = undefined
    this.#returned.clear()
  }
}

/** What was counted of one organization. */
export function countedOf({ window, counts }: Counts, organizationId: string): Counted {
  return { window, count: counts.get(organizationId) ?? 0 }
}

/** How many changes an organization has in a window. */
export async function countWindow(
  em: EntityManager,
  organizationId: string,
  window: ChangeWindow,
): Promise<number> {
  const found = await countChanges(em, [organizationId], window, window)
  return found.get(organizationId)?.now ?? 0
}
