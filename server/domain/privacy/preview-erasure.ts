import type { ErasurePreviewDto } from '#shared/privacy.ts'
import { COUNT_CAP } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { readActivity } from '../end-user/end-user-list.repository.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { allow } from '../policy.ts'
import { emailKeysOf } from '../reporter-key.ts'
import { isIndexing } from '../ticket-search/is-indexing.ts'
import { countTicketsOf, type ErasureTarget } from './erasure.repository.ts'
import { type ErasureSubject, findErased } from './find-erased.ts'

/**
 * Counts what an erasure takes away now.
 *
 * @throws DomainError `user-not-found`
 */
export async function previewErasure(
  ctx: TenantContext,
  subject: ErasureSubject,
): Promise<ErasurePreviewDto> {
  allow(ctx, 'erase people')
  const { users, targets } = await findErased(ctx, subject)
  const activity = await readActivity(
    ctx,
    users.map(({ id }) => id),
  )
  const serverIds = users.map(({ mcpServerId }) => mcpServerId)
  const servers = serverIds.length > 0 ? await ctx.em.find(McpServer, { id: { $in: serverIds } }) : []
  const [user] = subject.userId === undefined ? [] : users
  const byAddress = user && emailKeysOf(ctx, user.email).map((reporterKey) => ({ reporterKey }))
  return {
    users: users.map(({ id, name, email, mcpServerId }) => {
      const server = servers.find((each) => each.id === mcpServerId)
      return {
        id,
        name,
        email,
        server: { slug: server?.slug ?? '', name: server?.name ?? '' },
        sessions: activity.get(id)?.liveSessions ?? 0,
      }
    }),
    tickets: await countAll(ctx, targets),
    ...(subject.email !== undefined && (await isIndexing(ctx)) && { isIndexing: true }),
    ...(byAddress && { otherTickets: await countAll(ctx, byAddress) }),
  }
}

async function countAll(ctx: TenantContext, targets: readonly ErasureTarget[]): Promise<number> {
  let sum = 0
  for (const target of targets) sum += await countTicketsOf(ctx, target, COUNT_CAP)
  return Math.min(sum, COUNT_CAP)
}
