import { hasCode } from '../lib/problem.ts'
import { queryClient, trpc } from '../lib/trpc.ts'

/**
 * Follows what failed calls say about the session. When it has ended, forgets it and lets the routes decide again: they
 * lead to the sign-in page and from there back to the same address. When a call is forbidden, the role may have changed:
 * reads the session again, so that the page offers what the role allows.
 */
export function watchSession(reroute: () => void): void {
  const onError = (error: unknown) => {
    if (hasCode(error, 'forbidden')) {
      void queryClient.invalidateQueries(trpc.account.session.queryFilter())
    }
    if (!hasCode(error, 'not-signed-in')) return
    queryClient.setQueryData(trpc.account.session.queryKey(), null)
    reroute()
  }
  queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return
    if (event.action.type === 'error') onError(event.action.error)
    const fetched = event.action.type === 'success' && !event.action.manual
    if (fetched && isEndedSession(event.query.queryKey, event.query.state.data)) reroute()
  })
  queryClient.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') onError(event.action.error)
  })
}

/** Whether a query found that nobody is signed in any more, for example after signing out in another tab. */
function isEndedSession(queryKey: readonly unknown[], data: unknown): boolean {
  const [path] = queryKey
  return data === null && Array.isArray(path) && path.join('.') === 'account.session'
}
