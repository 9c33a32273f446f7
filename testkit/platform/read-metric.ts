const ANSWER_MS = 5_000

/**
 * A number of a process's metrics.
 *
 * @param health the origin of its health port
 * @param label what the labels of a series have, such as `outcome="opened"`
 * @returns the sum of those series; 0 where there is none
 */
export async function readMetric(health: string, name: string, label = ''): Promise<number> {
  const response = await fetch(`${health}/metrics`, { signal: AbortSignal.timeout(ANSWER_MS) })
  const series = new RegExp(`^${name}(?:\\{.*${label}.*\\})? (\\S+)$`, 'gm')
  return [...(await response.text()).matchAll(series)].reduce((sum, [, value]) => sum + Number(value), 0)
}
