import type { TenantScope } from '../context.ts'
import { artifactHash } from './artifact-hash.ts'
import { OauthArtifact } from './oauth-artifact.entity.ts'
import { mayBeUsedAgain, type RefreshUse } from './refresh-grace.ts'
import { Vault } from './vault.ts'

/**
 * Marks a code or a refresh token as used, in one conditional statement: when several requests redeem it at once, one
 * of them succeeds. A look at the row before the statement would let all of them through.
 *
 * @param use who uses a refresh token; its network is noted with the first use, sealed
 * @returns whether the caller may use it; a refresh token may be used again while nothing speaks for a theft
 */
export async function consumeArtifact(
  { em, settings, now }: TenantScope,
  mcpServerId: string,
  model: string,
  value: string,
  use?: RefreshUse,
): Promise<boolean> {
  const idHash = artifactHash(mcpServerId, model, value)
  const vault = new Vault(settings, mcpServerId)
  const open = (sealed: string) => vault.open<{ consumedFrom?: string }>(sealed)
  const before = use && (await em.findOne(OauthArtifact, { idHash }))
  const payload = before && (await open(before.sealedPayload))
  const sealed = payload && { sealedPayload: await vault.seal({ ...payload, consumedFrom: use.network }) }
  const changes = { consumedAt: now(), ...sealed }
  const changed = await em.nativeUpdate(OauthArtifact, { idHash, consumedAt: null }, changes)
  if (changed === 1) return true

  const artifact = await em.findOne(OauthArtifact, { idHash }, { refresh: true })
  if (!artifact?.consumedAt) return false
  const consumedFrom = use && (await open(artifact.sealedPayload))?.consumedFrom
  return mayBeUsedAgain(model, { consumedAt: artifact.consumedAt, consumedFrom }, now(), use)
}
