/** Runs `act` when the browser has nothing else to do. Safari says only later. */
export function whenIdle(act: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(act)
  else setTimeout(act, 1_000)
}
