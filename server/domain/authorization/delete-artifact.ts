import { artifactHash } from './artifact-hash.ts'
import { deleteArtifactRow } from './artifact.repository.ts'
import type { OauthStore } from './oauth-store.ts'

/** Deletes an artifact, so that its value is good for nothing. One that is not there is no error. */
export async function deleteArtifact(store: OauthStore, model: string, value: string): Promise<void> {
  await deleteArtifactRow(store, artifactHash(store.name, model, value))
}
