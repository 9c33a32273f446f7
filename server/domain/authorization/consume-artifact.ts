import { artifactHash } from './artifact-hash.ts'
import { findArtifactRow, markConsumed } from './artifact.repository.ts'
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
  store: OauthStore,
  model: string,
  value: string,
  used?: UsedToken,
): Promise<boolean> {
  const { now, settings, name } = store
  const idHash = artifactHash(name, model, value)
  const vault = new Vault(settings, name)
  const noted = used && { ...used.payload, consumedFrom: used.use.network }
  if (await markConsumed(store, idHash, now(), noted && vault.seal(noted))) return true

  const artifact = await findArtifactRow(store, idHash)
  if (!artifact?.consumedAt) return false
  const opened = used && vault.open<{ consumedFrom?: string }>(artifact.sealedPayload)
  const firstUse = { consumedAt: artifact.consumedAt, consumedFrom: opened?.consumedFrom }
  return mayBeUsedAgain(model, firstUse, now(), used?.use)
}
