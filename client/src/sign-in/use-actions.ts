import type { Problem } from '#shared/error-codes.ts'
import { useRef, useState } from 'react'
import { type Action, post } from './api.ts'

interface Refusal {
  action: Action
  problem: Problem | undefined
}

export interface Actions {
  /** The action that is running. */
  pending: Action | undefined
  refusal: Refusal | undefined
  /** Starts an action, unless one is running. */
  send: (action: Action, input?: object) => Promise<void>
  /** Removes the refusal, when the person does something else. */
  dismiss: () => void
}

/**
 * The actions that a step offers.
 * @param onDone called with the accepted action, the address to open next, and how long the answer took, in milliseconds
 * @param onExpired called when the sign-in has ended
 */
export function useActions(
  api: string,
  onDone: (action: Action, redirectTo: string, tookMs: number) => void,
  onExpired: () => void,
): Actions {
  const [pending, setPending] = useState<Action>()
  const [refusal, setRefusal] = useState<Refusal>()
  // A second click can come before the page shows the state of the first.
  const isBusy = useRef(false)

  const send = async (action: Action, input: object = {}) => {
    if (isBusy.current) return
    isBusy.current = true
    setPending(action)
    setRefusal(undefined)
    const start = performance.now()
    const answer = await post(api, action, input)
    if (answer.ok) {
      // Stays busy, because the next page is loading.
      return onDone(action, answer.value.redirectTo, performance.now() - start)
    }
    isBusy.current = false
    setPending(undefined)
    if (answer.problem?.code === 'sign-in-expired') return onExpired()
    setRefusal({ action, problem: answer.problem })
  }
  return { pending, refusal, send, dismiss: () => setRefusal(undefined) }
}
