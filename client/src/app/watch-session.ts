import type { SessionDto } from '#shared/account.ts'
import { forgetSession, hasSessionEnded, knownSession, learnSession } from '../lib/known-session.ts'
import { hasCode } from '../lib/problem.ts'
import { queryClient, trpc } from '../lib/trpc.ts'

interface Routes {
  /** Lets the routes decide again. Without a session they lead to the sign-in page, and from there back. */
  reroute: () => void
  /** Whether the page that is open asks by itself to sign in again. */
  canSignInHere: () => boolean
}

/**
 * Follows what failed calls say about the session. When it has ended, a page of an organization asks the person to sign in
 * again and keeps what was written; other pages lead to the sign-in page. When a call is forbidden, the role may have
 * changed: reads the session again, so that the page offers what the role allows. When the organization is not found, the
 * person may have been removed from it: reads the session again. Where the session itself says that something has changed,
 * the routes decide again.
 */
export function watchSession({ reroute, canSignInHere }: Routes): void {
  const end = () => {
    if (knownSession() && canSignInHere()) return learnSession(null)
    forgetSession()
    queryClient.setQueryData(trpc.account.session.queryKey(), null)
    reroute()
  }
  const onError = (error: unknown) => {
    if (hasCode(error, 'forbidden') || hasCode(error, 'organization-not-found')) {
      void queryClient.invalidateQueries(trpc.account.session.queryFilter())
    }
    if (hasCode(error, 'not-signed-in')) end()
  }
  const onSession = (session: SessionDto | null, isManual: boolean) => {
    const before = knownSession()
    if (!session) return before ? end() : undefined
    const wasAway = hasSessionEnded()
    learnSession(session)
    if (before && wasAway) return comeBack(before, session, reroute)
    // Somebody was added to an organization or removed from it.
    if (before && !isManual && organizationsOf(before) !== organizationsOf(session)) reroute()
  }
  queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return
    if (event.action.type === 'error') onError(event.action.error)
    if (event.action.type !== 'success' || !isSession(event.query.queryKey)) return
    onSession(event.query.state.data as SessionDto | null, event.action.manual === true)
  })
  queryClient.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') onError(event.action.error)
  })
}

/** The person has signed in again over a page. If it is somebody else, what is on the page is not theirs. */
function comeBack(before: SessionDto, session: SessionDto, reroute: () => void): void {
  if (session.account.email !== before.account.email) return location.assign('/')
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => !isSession(queryKey) })
  reroute()
}

/** What of a session decides which pages there are. */
function organizationsOf(session: SessionDto): string {
  return session.organizations.map(({ slug }) => slug).join(' ')
}

function isSession([path]: readonly unknown[]): boolean {
  return Array.isArray(path) && path.join('.') === 'account.session'
}
