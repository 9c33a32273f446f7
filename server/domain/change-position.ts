import { type ChangeWindow, KEPT_SECONDS } from './change-event.repository.ts'

/**
 * Milliseconds for which a change can be unseen after its time: from its statement to the commit. No request writes for
 * longer than its deadline, but the database can take longer for the commit: such a change is found because it is counted.
 */
export const LATE_MS = 10_000
/** Milliseconds for which changes are counted: as long as a commit may take. */
const COUNTED_MS = 600_000

/** How many changes of an organization there were in a window. */
export interface Counted {
  window: ChangeWindow
  count: number
}

/** Where a client is: it was told of all changes up to a time of the database, and of those that were counted. */
export interface Position {
  at: Date
  counted: Counted
}

/** The changes that should all be there now. */
export function settledWindow(now: Date): ChangeWindow {
  return windowUntil(now.getTime() - LATE_MS)
}

function windowUntil(until: number): ChangeWindow {
  return { since: new Date(until - COUNTED_MS), until: new Date(until) }
}

/** The id of a change, from which a client can resume at any process. */
export function writePosition({ at, counted }: Position): string {
  return `${at.getTime()}.${counted.window.until.getTime()}.${counted.count}`
}

/** @returns undefined for what is no id, and where changes that it needs are kept no longer */
export function readPosition(id: string | undefined, now: Date): Position | undefined {
  const [at = 0, until = 0, count = 0] =
    /^(\d{13})\.(\d{13})\.(\d{1,9})$/
      .exec(id ?? '')
      ?.slice(1)
      .map(Number) ?? []
  const window = windowUntil(until)
  // Those who delete them and those who read them do not look at the clock at the same moment.
  const oldest = now.getTime() - KEPT_SECONDS * 1_000 + LATE_MS
  const isKept = window.since.getTime() >= oldest && at >= oldest
  return isKept && at <= now.getTime() + LATE_MS
    ? { at: new Date(at), counted: { window, count } }
    : undefined
}
