import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'

/** Returns the MCP server whose users are on screen; undefined while it loads, and if there is none with this slug. */
export function useServer(org: string, slug: string) {
  return useQuery(trpc.mcpServer.get.queryOptions({ org, slug })).data
}
