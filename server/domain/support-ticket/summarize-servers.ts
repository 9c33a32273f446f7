import type { TenantContext } from '../context.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { allow, isAllowed } from '../policy.ts'
import { countUnresolved } from '../ticket-insight/insight.repository.ts'
import { dayOf } from '../ticket-insight/ticket-facts.ts'
import { listFailures } from './list-failures.ts'

/** Days in which failures are counted. */
const DAYS = 30

interface ServerSummary {
  slug: string
  name: string
  /** Tickets that are open or in progress; absent for who may not read tickets. */
  unresolved?: number
  /** Tools with the failures that most tickets of the last 30 days are about, among those of all servers. */
  failingTools?: string[]
}

/** The organization's active MCP servers by name, with what there is to do. Counts are those that a job keeps. */
export async function summarizeServers(ctx: TenantContext): Promise<ServerSummary[]> {
  allow(ctx, 'read servers')
  const servers = await ctx.em.find(McpServer, { archivedAt: null }, { orderBy: { name: 'asc', id: 'asc' } })
  if (!isAllowed(ctx.actor, 'read tickets')) return servers.map(({ slug, name }) => ({ slug, name }))
  const unresolved = await countUnresolved(ctx, undefined)
  const today = dayOf(ctx.now())
  const failures = await listFailures(ctx, undefined, { from: today - DAYS + 1, to: today })
  return servers.map(({ id, slug, name }) => {
    const tools = failures.flatMap(({ server, tool }) => (server.slug === slug && tool ? [tool] : []))
    return { slug, name, unresolved: unresolved.get(id) ?? 0, failingTools: [...new Set(tools)] }
  })
}
