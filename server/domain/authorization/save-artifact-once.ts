import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { TenantScope } from '../context.ts'
import { saveArtifact } from './save-artifact.ts'
import type { NewArtifact } from './seal-artifact.ts'

/**
 * Keeps an artifact unless its value is kept already, as that of an assertion that was used before. Of several requests
 * at once, one succeeds.
 *
 * @returns whether it was kept
 */
export async function saveArtifactOnce(
  scope: TenantScope,
  mcpServerId: string,
  artifact: NewArtifact,
): Promise<boolean> {
  try {
    await saveArtifact(scope, mcpServerId, artifact)
    return true
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return false
    throw error
  }
}
