import type { EntityManager } from '@mikro-orm/sql'
import { McpServerSession } from './mcp-server-session.entity.ts'
import { OauthArtifact } from '../authorization/oauth-artifact.entity.ts'

/**
 * Ends sessions inside the caller's transaction and deletes the codes and refresh tokens that were issued in them. A
 * client that renews its token at the same moment finds its session revoked. Sessions first, then artifacts: the same
 * order as wherever both are locked.
 */
export async function endSessions(
  em: EntityManager,
  sessions: readonly Pick<McpServerSession, 'id'>[],
  at: Date,
): Promise<void> {
  const ids = sessions.map(({ id }) => id)
  if (ids.length === 0) return
  await em.nativeUpdate(McpServerSession, { id: { $in: ids }, revokedAt: null }, { revokedAt: at })
  await em.nativeDelete(OauthArtifact, { grantId: { $in: ids } })
}
