import { insertArtifact } from './artifact.repository.ts'
import type { OauthStore } from './oauth-store.ts'
import { type NewArtifact, sealArtifact } from './seal-artifact.ts'

/** Keeps an artifact that is written once, such as a code. For refresh tokens there is `saveRefreshToken`. */
export async function saveArtifact(store: OauthStore, artifact: NewArtifact): Promise<void> {
  await insertArtifact(store, sealArtifact(store, artifact))
}
