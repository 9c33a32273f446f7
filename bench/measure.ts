/** The value below which a share of the samples lies. */
export function quantile(samples: number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(samples: number[]): number {
  return quantile(samples, 0.5)
}

/** The exit code of a bench that has measured all, and missed a target. A bench that failed ends with another one. */
export const MISSED = 3

/** One line of a report: what was promised, what came out, and whether it holds. */
export function verdict(what: string, value: number, relation: '<=' | '>=', target: number): void {
  const holds = relation === '<=' ? value <= target : value >= target
  process.stdout.write(`${holds ? 'ok  ' : 'MISS'} ${what}: ${value.toFixed(2)} (${relation} ${target})\n`)
  if (!holds) process.exitCode = MISSED
}
