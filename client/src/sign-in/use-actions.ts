import type { Problem } from '#shared/error-codes.ts'
import { useRef, useState } from 'react'
import { type Action, post } from './api.ts'

interface Refusal {
  action: Action
  problem: Problem | undefined
}

export interface Actions {
  /** The one that is under way. */
  pending: Action | undefined
  refusal: Refusal | undefined
  /** Starts an action unless one is under way. */
  send: (action: Action, input?: object) => Promise<void>
  /** Forgets the refusal, when the person turns to something else. */
  dismiss: () => void
}

/**
 * The ways out of a step.
 * @param onDone hears of the action that was accepted, and where its answer says to go on
 * @param onExpired hears that there is no such sign-in any more
 */
export function useActions(
  api: string,
  onDone: (action: Action, redirectTo: string) => void,
  onExpired: () => void,
): Actions {
  const [pending, setPending] = useState<Action>()
  const [refusal, setRefusal] = useState<Refusal>()
  // A second click comes before the state of the first is on the page.
  const isBusy = useRef(false)

  const send = async (action: Action, input: object = {}) => {
    if (isBusy.current) return
    isBusy.current = true
    setPending(action)
    setRefusal(undefined)
    const answer = await post(api, action, input)
    if (answer.ok) {
      // Stays busy: the next page is on its way.
      return onDone(action, answer.value.redirectTo)
    }
    isBusy.current = false
    setPending(undefined)
    if (answer.problem?.code === 'sign-in-expired') return onExpired()
    setRefusal({ action, problem: answer.problem })
  }
  return { pending, refusal, send, dismiss: () => setRefusal(undefined) }
}
