/** The names with a count above nothing, the highest first; of equal ones by name. */
export function mostFirst(counts: Iterable<[string, number]>): [string, number][] {
  return [...counts]
    .filter(([, count]) => count > 0)
    .toSorted(([one, many], [other, few]) => few - many || (one < other ? -1 : 1))
}

/** The names of the highest sums. @param limit how many of them */
export function topNames(counts: Iterable<{ name: string; tickets: number }>, limit: number): string[] {
  const sums = new Map<string, number>()
  for (const { name, tickets } of counts) sums.set(name, (sums.get(name) ?? 0) + tickets)
  return mostFirst(sums)
    .slice(0, limit)
    .map(([name]) => name)
}
