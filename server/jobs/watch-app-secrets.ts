/** Milliseconds after which it is said again, for those who read the end of a log only. */
const AGAIN_MS = 10 * 60_000

/**
 * Follows whether processes differ in their secret.
 *
 * @param say hears that they differ, again and again while it lasts, and once that it is over
 * @returns takes what a comparison found
 */
export function watchAppSecrets(say: (doDiffer: boolean) => void): (doDiffer: boolean) => void {
  /** In the time of `performance.now()`; undefined while they do not differ. */
  let saidAt: number | undefined
  return (doDiffer) => {
    const now = performance.now()
    const isNews = doDiffer ? saidAt === undefined || now - saidAt >= AGAIN_MS : saidAt !== undefined
    if (!isNews) return
    saidAt = doDiffer ? now : undefined
    say(doDiffer)
  }
}
