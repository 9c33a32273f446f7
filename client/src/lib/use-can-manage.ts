import { useQuery } from '@tanstack/react-query'
import { trpc } from './trpc.ts'

/** Admins and owners look after MCP servers and keys. This only decides what to offer; the server decides. */
export function useCanManage(org: string): boolean {
  const { data: session } = useQuery(trpc.account.session.queryOptions())
  const role = session?.organizations.find(({ slug }) => slug === org)?.role
  return role === 'owner' || role === 'admin'
}
