import type { EntityManager } from '@mikro-orm/sql'
import type { McpServerSession } from './mcp-server-session.entity.ts'
import { OauthArtifact } from '../authorization/oauth-artifact.entity.ts'

/**
 * Ends sessions inside the caller's transaction: nothing is left that a client could redeem or renew, and what is
 * renewed at this very moment finds its session revoked.
 */
export async function endSessions(em: EntityManager, sessions: McpServerSession[], at: Date): Promise<void> {
  for (const session of sessions) session.revokedAt ??= at
  await em.flush()
  await em.nativeDelete(OauthArtifact, { grantId: { $in: sessions.map(({ id }) => id) } })
}
