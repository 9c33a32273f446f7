import { upsertArtifact } from './artifact.repository.ts'
import type { OauthStore } from './oauth-store.ts'
import { type NewArtifact, sealArtifact } from './seal-artifact.ts'

/** Keeps an artifact that is written again while it is in use, such as a browser session. */
export async function replaceArtifact(store: OauthStore, artifact: NewArtifact): Promise<void> {
  await upsertArtifact(store, sealArtifact(store, artifact))
}
