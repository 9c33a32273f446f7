import { consumeArtifact } from '../authorization/consume-artifact.ts'
import { OauthArtifact } from '../authorization/oauth-artifact.entity.ts'
import { type NewArtifact, sealArtifact } from '../authorization/seal-artifact.ts'
import type { UsedToken } from '../authorization/refresh-grace.ts'
import type { EntityManager } from '@mikro-orm/sql'
import type { TenantScope } from '../context.ts'
import { endSessions } from './end-sessions.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'

export interface RotatedToken {
  value: string
  /** What was found of it, and who uses it. */
  used: UsedToken | undefined
}

/**
 * Keeps a refresh token, touches the session that it was issued in, and uses up the token that it takes the place of, all
 * in one transaction: a client that gets no answer still has a token that works.
 *
 * @param rotated the token before; absent for the first one of a session
 * @returns false when the session has ended, or the token before may not be used any more, which ends it. Then the new
 *   one is not kept.
 */
export async function saveRefreshToken(
  scope: TenantScope,
  mcpServerId: string,
  token: NewArtifact,
  rotated?: RotatedToken,
): Promise<boolean> {
  const columns = await sealArtifact(scope, mcpServerId, token)
  const { grantId, createdAt, model } = columns
  return scope.em.transactional(async (em) => {
    // The session before the tokens, as where sessions are ended. In the opposite order the two would deadlock.
    if (grantId && !(await touchSession(em, grantId, createdAt))) return false
    const { now, settings } = scope
    const consume = ({ value, used }: RotatedToken) =>
      consumeArtifact({ em, now, settings }, mcpServerId, model, value, used)
    if (rotated && !(await consume(rotated))) {
      if (grantId) await endSessions(em, [{ id: grantId }], createdAt)
      return false
    }
    em.create(OauthArtifact, columns)
    return true
  })
}

/** @returns whether the session is still there: another request may have ended it since this one looked */
async function touchSession(em: EntityManager, id: string, lastSeenAt: Date): Promise<boolean> {
  return (await em.nativeUpdate(McpServerSession, { id, revokedAt: null }, { lastSeenAt })) > 0
}
