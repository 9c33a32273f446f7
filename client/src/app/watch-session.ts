import type { SessionDto } from '#shared/account.ts'
import { hasCode } from '../lib/problem.ts'
import { queryClient, trpc } from '../lib/trpc.ts'

/**
 * Follows what failed calls say about the session. When it has ended, forgets it and lets the routes decide again: they
 * lead to the sign-in page and from there back to the same address. When a call is forbidden, the role may have changed:
 * reads the session again, so that the page offers what the role allows. When the organization is not found, the person
 * may have been removed from it: reads the session again. Where the session itself says that something has changed, the
 * routes decide again.
 */
export function watchSession(reroute: () => void): void {
  const onError = (error: unknown) => {
    if (hasCode(error, 'forbidden') || hasCode(error, 'organization-not-found')) {
      void queryClient.invalidateQueries(trpc.account.session.queryFilter())
    }
    if (!hasCode(error, 'not-signed-in')) return
    queryClient.setQueryData(trpc.account.session.queryKey(), null)
    reroute()
  }
  let before: string | undefined
  queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return
    if (event.action.type === 'error') onError(event.action.error)
    if (event.action.type !== 'success' || !isSession(event.query.queryKey)) return
    const now = describeSession(event.query.state.data as SessionDto | null)
    // Somebody signed out in another tab, or was removed from an organization that is open here.
    const hasChanged = now === NOBODY || (before !== undefined && before !== now)
    before = now
    if (hasChanged && !event.action.manual) reroute()
  })
  queryClient.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') onError(event.action.error)
  })
}

const NOBODY = 'nobody'

/** What of a session decides which pages there are. */
function describeSession(session: SessionDto | null): string {
  return session ? session.organizations.map(({ slug }) => slug).join(' ') : NOBODY
}

function isSession([path]: readonly unknown[]): boolean {
  return Array.isArray(path) && path.join('.') === 'account.session'
}
