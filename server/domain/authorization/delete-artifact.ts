import type { TenantScope } from '../context.ts'
import { artifactHash } from './artifact-hash.ts'
import { OauthArtifact } from './oauth-artifact.entity.ts'

/** Deletes an artifact, so that its value is good for nothing. One that is not there is no error. */
export async function deleteArtifact(
  { em }: TenantScope,
  mcpServerId: string,
  model: string,
  value: string,
): Promise<void> {
  await em.nativeDelete(OauthArtifact, { idHash: artifactHash(mcpServerId, model, value) })
}
