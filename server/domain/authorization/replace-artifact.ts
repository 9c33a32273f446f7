import type { TenantScope } from '../context.ts'
import { OauthArtifact } from './oauth-artifact.entity.ts'
import { type NewArtifact, sealArtifact } from './seal-artifact.ts'

/** Keeps an artifact that is written again while it is in use, such as a browser session. */
export async function replaceArtifact(
  scope: TenantScope,
  mcpServerId: string,
  artifact: NewArtifact,
): Promise<void> {
  const { em } = scope
  const columns = await sealArtifact(scope, mcpServerId, artifact)
  const { idHash, uidHash, grantId, sealedPayload, expiresAt } = columns
  const replaced = await em.nativeUpdate(
    OauthArtifact,
    { idHash },
    { uidHash, grantId, sealedPayload, expiresAt },
  )
  if (replaced > 0) return
  em.create(OauthArtifact, columns)
  await em.flush()
}
