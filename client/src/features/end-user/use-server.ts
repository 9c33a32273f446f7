import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'

/** Returns the MCP server whose users are on screen; undefined while it loads, and if there is none with this slug. */
export function useServer(org: string, slug: string) {
  const { data: servers } = useQuery(trpc.mcpServer.list.queryOptions({ org }))
  return servers?.find((server) => server.slug === slug)
}
