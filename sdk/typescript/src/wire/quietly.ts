/** What `look` returns, or nothing if it throws. For values of the host, whose getters may do anything. */
export function quietly<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
