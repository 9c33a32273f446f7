import { CLOCKS_MAY_DIFFER } from '../domain/clocks.ts'

/** Seconds. A difference near the limit is told once, and not again and again. */
const AGREE = CLOCKS_MAY_DIFFER / 2

/**
 * Follows how far the clock of this process is from the database's.
 *
 * @param onChange hears once that they differ, and by how many seconds, and once that they agree again
 * @returns takes a difference in seconds
 */
export function watchClocks(
  onChange: (doDiffer: boolean, seconds: number) => void,
): (seconds: number) => void {
  let doDiffer = false
  return (seconds) => {
    if (Math.abs(seconds) > (doDiffer ? AGREE : CLOCKS_MAY_DIFFER) === doDiffer) return
    doDiffer = !doDiffer
    onChange(doDiffer, seconds)
  }
}
