import type { RetentionPreviewDto } from '#shared/privacy.ts'
import type { TenantContext } from '../context.ts'
import { findMcpServerOrArchived } from '../mcp-server/find-mcp-server.ts'
import { allow } from '../policy.ts'
import { endOfRetention } from './end-of-retention.ts'
import { countOpenedBefore } from './retention.repository.ts'

/**
 * Counts the tickets of an MCP server that a retention would delete now.
 *
 * @param days null for no end
 * @throws DomainError `server-not-found`
 */
export async function previewRetention(
  ctx: TenantContext,
  slug: string,
  days: number | null,
): Promise<RetentionPreviewDto> {
  allow(ctx, 'manage retention')
  const server = await findMcpServerOrArchived(ctx, slug)
  if (days === null) return { tickets: 0, unresolved: 0 }
  const counts = await countOpenedBefore(ctx, server.id, endOfRetention(ctx.now(), days))
  const sum = (rows: typeof counts) => rows.reduce((total, { count }) => total + count, 0)
  return { tickets: sum(counts), unresolved: sum(counts.filter(({ status }) => status !== 'closed')) }
}
