import type { SessionDto } from '#shared/account.ts'
import { notFound, redirect } from '@tanstack/react-router'
import { queryClient, trpc } from '../lib/trpc.ts'

/** Returns the session, or redirects to the sign-in page, which leads back to `href`. */
export async function requireSession(href: string): Promise<SessionDto> {
  const session = await queryClient.ensureQueryData(trpc.account.session.queryOptions())
  if (!session) throw redirect({ to: '/sign-in', search: { redirect: href } })
  return session
}

/**
 * Returns the session of a member of `org`. Somebody who is in no organization is sent to the page that says what to do.
 * This only chooses the page to show; the server checks again.
 */
export async function requireMembership(org: string, href: string): Promise<{ session: SessionDto }> {
  const session = await requireSession(href)
  if (session.organizations.length === 0) throw redirect({ to: '/' })
  if (!session.organizations.some(({ slug }) => slug === org)) throw notFound()
  return { session }
}
