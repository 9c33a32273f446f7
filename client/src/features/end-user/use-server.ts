import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'

/** The MCP server whose users are on screen; undefined until it is known, and for one there is not. */
export function useServer(org: string, slug: string) {
  const { data: servers } = useQuery(trpc.mcpServer.list.queryOptions({ org }))
  return servers?.find((server) => server.slug === slug)
}
