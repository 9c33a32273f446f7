import { artifactHash } from '../authorization/artifact-hash.ts'
import { consumeArtifact } from '../authorization/consume-artifact.ts'
import { OauthArtifact } from '../authorization/oauth-artifact.entity.ts'
import type { TenantScope } from '../context.ts'
import { endSessions } from './end-sessions.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'

const MODEL = 'AuthorizationCode'

/**
 * Uses up a code. From now on its session counts as live. When several requests redeem one code at once, all but one of
 * them end the session: two who have the same code are no better than one who comes later (RFC 9700 §4.5).
 *
 * @returns whether the caller may use the code
 */
export async function redeemCode(scope: TenantScope, mcpServerId: string, code: string): Promise<boolean> {
  const { organizationId, now, settings, changes } = scope
  const artifact = await scope.em.findOne(OauthArtifact, { idHash: artifactHash(mcpServerId, MODEL, code) })
  const id = artifact?.grantId
  if (!id) return false
  const at = now()
  const isRedeemed = await scope.em.transactional(async (em) => {
    // The session before the code, as where sessions are ended. In the opposite order the two would deadlock.
    const seen = await em.nativeUpdate(McpServerSession, { id, revokedAt: null }, { lastSeenAt: at })
    if (seen === 0) return false
    if (await consumeArtifact({ em, now, settings }, mcpServerId, MODEL, code)) return true
    await endSessions(em, [{ id }], at)
    return false
  })
  changes.publish(organizationId, { type: 'end-users-changed' })
  return isRedeemed
}
