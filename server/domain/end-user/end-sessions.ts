import type { EntityManager } from '@mikro-orm/sql'
import type { McpServerSession } from './mcp-server-session.entity.ts'
import { OauthArtifact } from '../authorization/oauth-artifact.entity.ts'

/**
 * Ends sessions inside the caller's transaction and deletes the codes and refresh tokens that were issued in them. A
 * client that renews its token at the same moment finds its session revoked. Sessions first, then artifacts: the same
 * order as wherever both are locked.
 */
export async function endSessions(em: EntityManager, sessions: McpServerSession[], at: Date): Promise<void> {
  for (const session of sessions) session.revokedAt ??= at
  await em.flush()
  await em.nativeDelete(OauthArtifact, { grantId: { $in: sessions.map(({ id }) => id) } })
}
