import type { McpServerDto } from '#shared/mcp-server.ts'
import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'

/** The names of the MCP servers by their slugs, with the chosen one: an archived server is not listed but keeps its tickets. */
export function useServerNames(
  org: string,
  servers: McpServerDto[],
  current: string | undefined,
): ReadonlyMap<string, string> {
  const names = new Map(servers.map(({ slug, name }) => [slug, name]))
  const isListed = current === undefined || servers.length === 0 || names.has(current)
  const { data: archived } = useQuery(
    trpc.mcpServer.get.queryOptions({ org, slug: current ?? '' }, { enabled: !isListed }),
  )
  if (!isListed && archived) names.set(archived.slug, archived.name)
  return names
}
