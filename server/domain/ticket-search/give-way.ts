/** Lets others have their turn: SQLite's driver waits for nothing. */
export function giveWay(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
