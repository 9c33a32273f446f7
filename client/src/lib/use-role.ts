import type { Role } from '#shared/organization.ts'
import { useQuery } from '@tanstack/react-query'
import { trpc } from './trpc.ts'

/** The signed-in person's role, to offer only what the server would allow; the server decides. */
export function useRole(org: string): Role | undefined {
  const { data: session } = useQuery(trpc.account.session.queryOptions())
  return session?.organizations.find(({ slug }) => slug === org)?.role
}

/** Admins and owners look after MCP servers and keys. */
export function useCanManage(org: string): boolean {
  const role = useRole(org)
  return role === 'owner' || role === 'admin'
}
