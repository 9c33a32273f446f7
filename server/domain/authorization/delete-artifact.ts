import { artifactHash } from './artifact-hash.ts'
import type { OauthStore } from './oauth-store.ts'

/** Deletes an artifact, so that its value is good for nothing. One that is not there is no error. */
export async function deleteArtifact(
  { em, name, artifacts }: OauthStore,
  model: string,
  value: string,
): Promise<void> {
  await em.nativeDelete(artifacts, { idHash: artifactHash(name, model, value) })
}
