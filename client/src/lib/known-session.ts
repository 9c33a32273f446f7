import type { SessionDto } from '#shared/account.ts'
import { useSyncExternalStore } from 'react'

type Listener = () => void

/** The last session that the server confirmed; undefined before the first one and after the person has left. */
let known: SessionDto | undefined
/** Whether the server said that it has ended, without the person leaving. */
let hasEnded = false
const listeners = new Set<Listener>()

/**
 * Remembers what the server says about the session. When it ends by itself, the last one stays known: the page keeps what
 * somebody was writing in it, and asks them to sign in again.
 */
export function learnSession(session: SessionDto | null): void {
  if (session) known = session
  setEnded(session === null && known !== undefined)
}

export function hasSessionEnded(): boolean {
  return hasEnded
}

export function forgetSession(): void {
  known = undefined
  setEnded(false)
}

export function knownSession(): SessionDto | undefined {
  return known
}

/** Whether the person must sign in again to go on. */
export function useHasSessionEnded(): boolean {
  return useSyncExternalStore(subscribe, hasSessionEnded)
}

function setEnded(next: boolean): void {
  hasEnded = next
  for (const listener of listeners) listener()
}

function subscribe(listener: Listener): Listener {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
