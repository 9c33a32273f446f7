/** Minutes between two writes of when something was last used. The dashboard shows this time, so it need not be exact. */
const TOUCH_INTERVAL_MINUTES = 5

/**
 * Whether the time of last use is to be written again. Without this limit, every request would be a write.
 *
 * @param touchedAt the time that is stored, if there is one
 */
export function isTouchDue(touchedAt: Date | null | undefined, now: Date): boolean {
  return !touchedAt || now.getTime() - touchedAt.getTime() >= TOUCH_INTERVAL_MINUTES * 60_000
}
