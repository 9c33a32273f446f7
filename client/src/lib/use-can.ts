import type { SessionDto } from '#shared/account.ts'
import { isPermitted, type Permission } from '#shared/permissions.ts'
import { useQuery } from '@tanstack/react-query'
import { knownSession } from './known-session.ts'
import { trpc } from './trpc.ts'

/**
 * Returns whether the signed-in person may do something in an organization. This decides what the dashboard shows; the
 * server decides again what is done.
 */
export function useCan(org: string, permission: Permission): boolean {
  const { data: session } = useQuery(trpc.account.session.queryOptions())
  // After the session has ended, the page keeps its forms until the person has signed in again.
  return can(session ?? knownSession(), org, permission)
}

/** The same outside of a component, for a session that has been read. */
export function can(session: SessionDto | null | undefined, org: string, permission: Permission): boolean {
  const membership = session?.organizations.find(({ slug }) => slug === org)
  return membership !== undefined && isPermitted(membership.role, permission)
}
