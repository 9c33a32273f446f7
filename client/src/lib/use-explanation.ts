import { useEffect, useState } from 'react'
import type { Explanation } from './explain-problem.ts'
import { explainError, isOutage, isSent, problemOf } from './problem.ts'
import { untilBack } from './until-back.ts'

const BACK: Explanation = { message: 'The service is back. Try again.', isOver: true }

/**
 * Explains a call that failed, for as long as it is true: when the platform was away, it says when it is back. That a change
 * may have been made all the same stays.
 */
export function useExplanation(error: unknown): Explanation | undefined {
  const [past, setPast] = useState<unknown>()
  useEffect(() => {
    const passes = isOutage(error) && (problemOf(error) !== undefined || !isSent(error))
    return passes ? untilBack(() => setPast(error)) : undefined
  }, [error])
  if (!error) return undefined
  return error === past ? BACK : explainError(error)
}
