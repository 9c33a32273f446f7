const DAY_MS = 86_400_000

/** The time before which tickets are too old to be kept for so many days. */
export function endOfRetention(now: Date, days: number): Date {
  return new Date(Math.max(0, now.getTime() - days * DAY_MS))
}
