import { useEffect, useState } from 'react'

/** Milliseconds in which a click may still be meant for what was here before. */
const SETTLING = 500

/**
 * Whether the page has been in front for long enough to be read. The second click of a double one on another window,
 * which closed itself at the first, would otherwise agree to whatever lies below ("double-clickjacking"); no header
 * prevents that.
 */
export function useSettled(): boolean {
  const [isSettled, setIsSettled] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const restart = () => {
      clearTimeout(timer)
      setIsSettled(false)
      timer = setTimeout(() => setIsSettled(true), SETTLING)
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
