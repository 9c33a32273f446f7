/** Minutes between two notes that something is in use: the dashboard shows it, so it need not be exact. */
const NOTE_EVERY = 5

/** Whether it is time to note again that something is in use, which would otherwise be a write with every request. */
export function isNoteDue(lastNotedAt: Date | null | undefined, now: Date): boolean {
  return !lastNotedAt || now.getTime() - lastNotedAt.getTime() >= NOTE_EVERY * 60_000
}
