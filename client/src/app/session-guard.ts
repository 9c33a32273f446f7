import type { SessionDto } from '#shared/account.ts'
import { notFound, redirect } from '@tanstack/react-router'
import { queryClient, trpc } from '../lib/trpc.ts'

/** The session, or a detour over the sign-in page that ends at `href`. */
export async function requireSession(href: string): Promise<SessionDto> {
  const session = await queryClient.ensureQueryData(trpc.account.session.queryOptions())
  if (!session) throw redirect({ to: '/sign-in', search: { redirect: href } })
  return session
}

/** The session of somebody who belongs to `org`. The server checks again; this only picks the right page. */
export async function requireMembership(org: string, href: string): Promise<{ session: SessionDto }> {
  const session = await requireSession(href)
  if (!session.organizations.some(({ slug }) => slug === org)) throw notFound()
  return { session }
}
