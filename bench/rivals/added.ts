import { quantile, verdict } from '../measure.ts'

/** Microseconds of a call in each round, by the name of the server: the median of the round, and what the process used for each. */
export type Measured = Record<string, { times: number[]; cpu: number[] }>
type What = 'times' | 'cpu'

export const BARE = 'bare'
export const CONTROL = 'bare again'
const UNITS: Record<What, string> = { times: 'µs', cpu: 'µs of CPU' }

/** A round in which nothing else on the machine got in the way. */
function typical(measured: Measured, name: string, what: What): number {
  return quantile(measured[name]![what], 0.25)
}

function added(measured: Measured, name: string, what: What): number {
  return typical(measured, name, what) - typical(measured, BARE, what)
}

/** What a call takes at the bare server, or what an SDK adds to that. */
export function sayAdded(measured: Measured, name: string, what: What, digits: number): string {
  if (name === BARE) return typical(measured, name, what).toFixed(digits)
  const more = added(measured, name, what)
  return `${more < 0 ? '−' : '+'}${Math.abs(more).toFixed(digits)}`
}

/** Says whether this SDK adds no more than the least of its rivals. @param call what was measured, such as `a failing call` */
export function judgeAdded(call: string, measured: Measured, ours: string): void {
  const rivals = Object.keys(measured).filter((name) => ![BARE, CONTROL, ours].includes(name))
  for (const what of ['times', 'cpu'] as const) {
    const least = Math.min(...rivals.map((name) => added(measured, name, what)))
    const title = `${call}: ${UNITS[what]} added, less those of the least rival`
    verdict(title, added(measured, ours, what) - least, '<=', 0)
  }
}
