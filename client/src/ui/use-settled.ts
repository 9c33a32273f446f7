import { useEffect, useState } from 'react'

/** A click within this time may be meant for what was in the same place before. */
const SETTLE_MS = 500

/**
 * Returns whether the page has been visible long enough to be read. Without this, "double-clickjacking" works: a page of an
 * attacker opens a window over this one and closes it at the first click, so that the second click hits the button here.
 * No header prevents that.
 */
export function useSettled(): boolean {
  const [isSettled, setIsSettled] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const restart = () => {
      clearTimeout(timer)
      setIsSettled(false)
      timer = setTimeout(() => setIsSettled(true), SETTLE_MS)
    }
    restart()
    addEventListener('focus', restart)
    document.addEventListener('visibilitychange', restart)
    return () => {
      clearTimeout(timer)
      removeEventListener('focus', restart)
      document.removeEventListener('visibilitychange', restart)
    }
  }, [])
  return isSettled
}
