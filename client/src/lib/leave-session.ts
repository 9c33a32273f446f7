import { hashKey } from '@tanstack/react-query'
import { clearDrafts } from './drafts.ts'
import { forgetSession } from './known-session.ts'
import { queryClient, trpc } from './trpc.ts'

/** All tabs of this browser share the cookie, so that they leave together. */
const tabs = new BroadcastChannel('mcp-obs:session')

/**
 * Forgets the session after it has ended, and everything that was read or written in it: the next person at this browser
 * must not see any data of this one. The other tabs of the browser do the same.
 * @param goOn leaves the pages that need a session
 */
export async function leaveSession(goOn: () => Promise<void>): Promise<void> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target: only this origin listens
  tabs.postMessage('left')
  await forget(goOn)
}

/** Follows another tab of this browser that leaves the session. */
export function followOtherTabs(goOn: () => Promise<void>): void {
  tabs.addEventListener('message', () => void forget(goOn))
}

async function forget(goOn: () => Promise<void>): Promise<void> {
  const sessionKey = trpc.account.session.queryKey()
  forgetSession()
  clearDrafts()
  queryClient.setQueryData(sessionKey, null)
  await goOn()
  queryClient.removeQueries({ predicate: ({ queryHash }) => queryHash !== hashKey(sessionKey) })
}
