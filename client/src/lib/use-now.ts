import { useEffect, useState } from 'react'

/** The time now, in milliseconds. @param every milliseconds after which it is read again */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
