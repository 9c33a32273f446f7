import { useEffect, useState } from 'react'
import { announce } from './announce.ts'

/** Milliseconds. What comes sooner needs no message, which would only flash. */
const LATE_AFTER_MS = 300

/** Whether what comes takes longer than a moment. Screen readers then hear `message`. */
export function useIsLate(message: string): boolean {
  const [isLate, setIsLate] = useState(false)
  useEffect(() => {
    let hasSaid = false
    const timer = setTimeout(() => {
      setIsLate(true)
      announce(message)
      hasSaid = true
    }, LATE_AFTER_MS)
    return () => {
      clearTimeout(timer)
      // Screen readers read a message again only if the region was empty in between.
      if (hasSaid) announce('')
    }
  }, [message])
  return isLate
}
