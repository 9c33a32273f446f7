import type { TenantContext } from '../context.ts'
import { writeLater } from '../touch.ts'
import { McpServer } from './mcp-server.entity.ts'
import type { ServerAndKey } from './server-key.repository.ts'

const MAX_SECONDS = 86_400
const INTERVAL_MS = 60_000

/**
 * Stores when a client last got a list with the support tool, at most once a minute. Nobody waits for it.
 *
 * @param header `X-MCP-Obs-Listed` (wire contract §2). Another value than whole seconds of a day is ignored, because
 *   the configuration is more important.
 */
export function touchToolListed(
  ctx: TenantContext,
  { mcpServerId, toolListedAt }: ServerAndKey,
  header: string | string[] | undefined,
): void {
  const seconds = readListed(header)
  if (seconds === undefined) return
  const listedAt = new Date(ctx.now().getTime() - seconds * 1_000)
  if (toolListedAt && listedAt.getTime() - toolListedAt.getTime() < INTERVAL_MS) return
  writeLater(`listed ${mcpServerId}`, async () => {
    await ctx.em.nativeUpdate(McpServer, { id: mcpServerId }, { toolListedAt: listedAt })
    // Somebody may be waiting for it in the dashboard. Later times are seen with the next visit.
    if (!toolListedAt) ctx.changes.publish(ctx.organizationId, { type: 'servers-changed' })
  })
}

/** The seconds in the header, or nothing if it holds something else. */
function readListed(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string' || !/^(?:0|[1-9][0-9]{0,4})$/.test(header)) return undefined
  const seconds = Number(header)
  return seconds <= MAX_SECONDS ? seconds : undefined
}
