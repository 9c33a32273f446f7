import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { touch } from '../touch.ts'
import type { ServerAndKey } from '../mcp-server/server-key.repository.ts'
import { type TokenSubject, verifyAccessToken } from '../authorization/verify-access-token.ts'
import { findActiveUser } from './find-active-user.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'

/**
 * Finds the user of an access token. The token must be valid (RFC 9068 §4), its session must not have ended, and the
 * user must not be disabled. Every request is checked, so that revoking a session takes effect at once.
 *
 * @throws DomainError `invalid-token`, `insufficient-scope`
 */
export async function authenticateEndUser(
  ctx: TenantContext,
  server: ServerAndKey,
  token: string,
): Promise<TokenSubject> {
  const { mcpServerId, slug, resourceUrl, sessionsEndedAt } = server
  if (server.authMode !== 'oauth' || !resourceUrl) throw new DomainError('invalid-token')
  const subject = await verifyAccessToken(ctx, { mcpServerId, slug, resourceUrl }, token)
  const session = await ctx.em.findOne(McpServerSession, {
    id: subject.sessionId,
    mcpServerUserId: subject.userId,
    revokedAt: null,
    expiresAt: { $gt: ctx.now() },
    ...(sessionsEndedAt && { createdAt: { $gt: sessionsEndedAt } }),
  })
  const user = session && (await findActiveUser(ctx, mcpServerId, subject.userId))
  if (!user) throw new DomainError('invalid-token')
  const { id, lastSeenAt } = session
  const at = ctx.now()
  touch({ name: id, lastUsedAt: lastSeenAt }, at, () =>
    ctx.em.nativeUpdate(McpServerSession, { id }, { lastSeenAt: at }),
  )
  return subject
}
