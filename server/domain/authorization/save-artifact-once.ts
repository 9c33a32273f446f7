import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { OauthStore } from './oauth-store.ts'
import { saveArtifact } from './save-artifact.ts'
import type { NewArtifact } from './seal-artifact.ts'

/**
 * Keeps an artifact unless its value is kept already, as that of an assertion that was used before. Of several requests
 * at once, one succeeds.
 *
 * @returns whether it was kept
 */
export async function saveArtifactOnce(store: OauthStore, artifact: NewArtifact): Promise<boolean> {
  try {
    await saveArtifact(store, artifact)
    return true
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return false
    throw error
  }
}
