import { hashKey } from '@tanstack/react-query'
import { queryClient, trpc } from './trpc.ts'

/**
 * Forgets the session after it has ended, and everything that was read in it: the next person at this browser must not
 * see any data of this one.
 * @param goOn leaves the pages that need a session
 */
export async function leaveSession(goOn: () => Promise<void>): Promise<void> {
  const sessionKey = trpc.account.session.queryKey()
  queryClient.setQueryData(sessionKey, null)
  await goOn()
  queryClient.removeQueries({ predicate: ({ queryHash }) => queryHash !== hashKey(sessionKey) })
}
