/**
 * Calls for a key at once, and then once in so many milliseconds while more ask for it. After whoever asked last there is
 * always a call.
 */
export function callSparingly(call: (key: string) => void, everyMs: number) {
  /** Keys that it has called for a moment ago, and whether somebody has asked since. */
  const called = new Map<string, boolean>()
  const callNow = (key: string) => {
    called.set(key, false)
    call(key)
    setTimeout(goOn, everyMs, key).unref()
  }
  const goOn = (key: string) => {
    const isAsked = called.get(key)
    called.delete(key)
    if (isAsked) callNow(key)
  }
  return {
    ask: (key: string): void => {
      if (called.has(key)) called.set(key, true)
      else callNow(key)
    },
    /** Calls at once for all that wait. */
    flush: (): void => {
      for (const [key, isAsked] of called) {
        called.set(key, false)
        if (isAsked) call(key)
      }
    },
  }
}
