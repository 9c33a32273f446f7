import type { OauthStore } from './oauth-store.ts'
import { type NewArtifact, sealArtifact } from './seal-artifact.ts'

/** Keeps an artifact that is written again while it is in use, such as a browser session. */
export async function replaceArtifact(store: OauthStore, artifact: NewArtifact): Promise<void> {
  const { em, artifacts } = store
  const columns = await sealArtifact(store, artifact)
  const { idHash, uidHash, grantId, sealedPayload, expiresAt } = columns
  const replaced = await em.nativeUpdate(
    artifacts,
    { idHash },
    { uidHash, grantId, sealedPayload, expiresAt },
  )
  if (replaced > 0) return
  em.create(artifacts, columns)
  await em.flush()
}
