import type { TenantScope } from '../context.ts'
import { OauthArtifact } from './oauth-artifact.entity.ts'
import { type NewArtifact, sealArtifact } from './seal-artifact.ts'

/** Keeps an artifact that is written once, such as a code. For refresh tokens there is `saveRefreshToken`. */
export async function saveArtifact(
  scope: TenantScope,
  mcpServerId: string,
  artifact: NewArtifact,
): Promise<void> {
  scope.em.create(OauthArtifact, await sealArtifact(scope, mcpServerId, artifact))
  await scope.em.flush()
}
