/**
 * What `look` returns, or nothing if it throws. For values of the host, whose getters may do anything. If it returns a
 * promise, nobody waits for it, and its rejection ends no process.
 */
export function quietly<T>(look: () => T): T | undefined {
  try {
    const found = look()
    if (found instanceof Promise) found.catch(() => undefined)
    return found
  } catch {
    return undefined
  }
}
