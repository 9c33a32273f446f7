import { artifactHash } from './artifact-hash.ts'
import type { OauthStore } from './oauth-store.ts'
import { mayBeUsedAgain, type UsedToken } from './refresh-grace.ts'
import { Vault } from './vault.ts'

/**
 * Marks a code or a refresh token as used, in one conditional statement: when several requests redeem it at once, one
 * of them succeeds. A look at the row before the statement would let all of them through.
 *
 * @param used the refresh token as it was found, and who uses it: the network of the first use is noted, sealed
 * @returns whether the caller may use it; a refresh token may be used again while nothing speaks for a theft
 */
export async function consumeArtifact(
  { em, now, settings, name, artifacts }: OauthStore,
  model: string,
  value: string,
  used?: UsedToken,
): Promise<boolean> {
  const idHash = artifactHash(name, model, value)
  const vault = new Vault(settings, name)
  const noted = used && { ...used.payload, consumedFrom: used.use.network }
  const changes = { consumedAt: now(), ...(noted && { sealedPayload: await vault.seal(noted) }) }
  const changed = await em.nativeUpdate(artifacts, { idHash, consumedAt: null }, changes)
  if (changed === 1) return true

  const artifact = await em.findOne(artifacts, { idHash })
  if (!artifact?.consumedAt) return false
  const opened = used && (await vault.open<{ consumedFrom?: string }>(artifact.sealedPayload))
  const firstUse = { consumedAt: artifact.consumedAt, consumedFrom: opened?.consumedFrom }
  return mayBeUsedAgain(model, firstUse, now(), used?.use)
}
