import type { EntityManager } from '@mikro-orm/sql'
import type { TenantScope } from '../context.ts'
import { artifactHash } from './artifact-hash.ts'
import { OauthArtifact } from './oauth-artifact.entity.ts'
import { isInGrace } from './refresh-grace.ts'

/**
 * Marks a code or a refresh token as used, in one conditional statement: when several requests redeem it at once, one
 * of them succeeds. A look at the row before the statement would let all of them through.
 *
 * @returns whether the caller may use it; a refresh token may be used again for a minute
 */
export async function consumeArtifact(
  { em, now }: Pick<TenantScope, 'now'> & { em: EntityManager },
  mcpServerId: string,
  model: string,
  value: string,
): Promise<boolean> {
  const idHash = artifactHash(mcpServerId, model, value)
  const changed = await em.nativeUpdate(OauthArtifact, { idHash, consumedAt: null }, { consumedAt: now() })
  if (changed === 1) return true
  const artifact = await em.findOne(OauthArtifact, { idHash })
  return Boolean(artifact?.consumedAt && isInGrace(model, artifact.consumedAt, now()))
}
