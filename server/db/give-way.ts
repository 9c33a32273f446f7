/** Milliseconds that statements go on for before others have their turn. */
const TURN_MS = 10

// Kept from before a test puts others in their place.
const schedule = setImmediate
const now = performance.now.bind(performance)

let turnedAt = now()

/** Lets others have their turn: SQLite's driver waits for nothing. */
export function giveWay(): Promise<void> {
  return new Promise((resolve) => void schedule(resolve))
}

/**
 * The same once statements have gone on for a while. A loop that awaits each of its statements would let nobody else be
 * answered until its end.
 */
export async function giveWayInTime(): Promise<void> {
  if (now() - turnedAt < TURN_MS) return
  await giveWay()
  turnedAt = now()
}
