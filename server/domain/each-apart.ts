/**
 * Does something for each item in turn. One that fails keeps no other from its turn.
 *
 * @throws the first failure, after the last turn
 */
export async function eachApart<T>(
  items: Iterable<T> | AsyncIterable<T>,
  act: (item: T) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = []
  for await (const item of items) {
    await act(item).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}
