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
  const existing = await em.findOne(OauthArtifact, { idHash: columns.idHash })
  const { uidHash, grantId, sealedPayload, expiresAt } = columns
  if (existing) em.assign(existing, { uidHash, grantId, sealedPayload, expiresAt })
  else em.create(OauthArtifact, columns)
  await em.flush()
}
