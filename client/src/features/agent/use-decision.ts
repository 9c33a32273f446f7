import type { ConnectRequestDto } from '#shared/agent.ts'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { hasCode } from '../../lib/problem.ts'
import { needsClick } from '../../ui/needs-click.ts'
import { type Decision, sendDecision } from './connect-api.ts'

/** What came of the request, with the address that gives the client its answer. */
export interface Outcome {
  request: ConnectRequestDto
  action: Decision['action']
  redirectTo: string
  /** Whether the person must click once more before the browser opens the client. */
  isHeld: boolean
}

/** Sends what the person decides, once, and goes to where the client waits for it. */
export function useDecision(uid: string) {
  const [outcome, setOutcome] = useState<Outcome>()
  const send = useMutation({ mutationFn: (decision: Decision) => sendDecision(uid, decision) })
  // A second click can come before the page shows the state of the first.
  const isBusy = useRef(false)

  const decide = async (request: ConnectRequestDto, decision: Decision) => {
    if (isBusy.current) return
    isBusy.current = true
    const start = performance.now()
    try {
      const { redirectTo } = await send.mutateAsync(decision)
      const isHeld = needsClick(request.redirect, performance.now() - start)
      setOutcome({ request, action: decision.action, redirectTo, isHeld })
      if (!isHeld) location.assign(redirectTo)
    } catch {
      // The mutation has the error, and the form shows it.
      isBusy.current = false
    }
  }
  const open = () => {
    if (!outcome) return
    setOutcome({ ...outcome, isHeld: false })
    location.assign(outcome.redirectTo)
  }
  return {
    outcome,
    pending: send.isPending ? send.variables.action : undefined,
    // The page asks to sign in again.
    error: hasCode(send.error, 'not-signed-in') ? undefined : send.error,
    decide: (request: ConnectRequestDto, decision: Decision) => void decide(request, decision),
    open,
  }
}
