import type { Mismatches } from '../domain/mismatches.ts'

/** Milliseconds after which it is said again, for those who read the end of a log only. */
const AGAIN_MS = 10 * 60_000

type Setting = keyof Mismatches

/**
 * Follows in which settings processes differ.
 *
 * @param say hears of a setting that they differ in it, again and again while it lasts, and once that it is over
 * @returns takes what a comparison found
 */
export function watchSettings(
  say: (setting: Setting, doDiffer: boolean) => void,
): (mismatches: Mismatches) => void {
  /** In the time of `performance.now()`. It has the settings in which they differ. */
  const saidAt = new Map<Setting, number>()
  return (mismatches) => {
    const now = performance.now()
    for (const [setting, doDiffer] of Object.entries(mismatches) as [Setting, boolean][]) {
      const said = saidAt.get(setting)
      const isNews = doDiffer ? said === undefined || now - said >= AGAIN_MS : said !== undefined
      if (!isNews) continue
      if (doDiffer) saidAt.set(setting, now)
      else saidAt.delete(setting)
      say(setting, doDiffer)
    }
  }
}
