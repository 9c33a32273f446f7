/** Minutes at which a group of the time to close ends: 1 h, 4 h, 1 d, 3 d, 7 d. */
export const CLOSING_EDGES = [60, 240, 1_440, 4_320, 10_080] as const

/** Rounds minutes down to two digits, but not into another group, so that few values are kept. */
export function roundMinutes(minutes: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, minutes))) - 1)
  const edge = CLOSING_EDGES.findLast((each) => each <= minutes) ?? 0
  return Math.max(Math.floor(minutes / step) * step, edge)
}
