import { OauthArtifact } from '../authorization/oauth-artifact.entity.ts'
import { type NewArtifact, sealArtifact } from '../authorization/seal-artifact.ts'
import type { TenantScope } from '../context.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'

/** Keeps a refresh token and touches the session that it was issued in, in one transaction. */
export async function saveRefreshToken(
  scope: TenantScope,
  mcpServerId: string,
  token: NewArtifact,
): Promise<void> {
  const columns = await sealArtifact(scope, mcpServerId, token)
  const { grantId, createdAt } = columns
  await scope.em.transactional(async (em) => {
    // The session before the token, as where sessions are ended. In the opposite order the two would deadlock.
    if (grantId) await em.nativeUpdate(McpServerSession, { id: grantId }, { lastSeenAt: createdAt })
    em.create(OauthArtifact, columns)
  })
}
