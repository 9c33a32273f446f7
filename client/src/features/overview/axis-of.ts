/** Steps of an axis that people read at once. */
const STEPS = [1, 2, 5]
const LINES = 4

/** The values of an axis from 0 to at least `most`, a few round numbers apart. */
export function axisOf(most: number): number[] {
  for (let power = 1; ; power *= 10) {
    for (const each of STEPS) {
      const step = each * power
      const lines = Math.max(1, Math.ceil(most / step))
      if (lines <= LINES) return Array.from({ length: lines + 1 }, (_, place) => place * step)
    }
  }
}
