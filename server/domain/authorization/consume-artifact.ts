import { runStatement, type Statement } from '../../db/statement.ts'
import { artifactHash } from './artifact-hash.ts'
import { findArtifactRow, markConsumedSql } from './artifact.repository.ts'
import type { OauthStore } from './oauth-store.ts'
import { mayBeUsedAgain, type UsedToken } from './refresh-grace.ts'
import { Vault } from './vault.ts'

/**
 * Marks a code or a refresh token as used, in one conditional statement: when several requests redeem it at once, one
 * of them succeeds. A look at the row before the statement would let all of them through.
 *
 * @param used the refresh token as it was found, and who uses it: the network of the first use is noted, sealed
 * @returns whether the caller may use it; a refresh token may be used again while there is no sign of a theft
 */
export async function consumeArtifact(
  store: OauthStore,
  model: string,
  value: string,
  used?: UsedToken,
): Promise<boolean> {
  if (await runStatement(store.em, consumeArtifactSql(store, model, value, used))) return true

  const { now, settings, name } = store
  const artifact = await findArtifactRow(store, artifactHash(name, model, value))
  if (!artifact?.consumedAt) return false
  const opened = used && new Vault(settings, name).open<{ consumedFrom?: string }>(artifact.sealedPayload)
  const firstUse = { consumedAt: artifact.consumedAt, consumedFrom: opened?.consumedFrom }
  return mayBeUsedAgain(model, firstUse, now(), used?.use)
}

/** The statement with which `consumeArtifact` begins. It changes nothing when somebody was faster. */
export function consumeArtifactSql(
  store: OauthStore,
  model: string,
  value: string,
  used?: UsedToken,
): Statement {
  const { now, settings, name } = store
  const noted = used && { ...used.payload, consumedFrom: used.use.network }
  const sealed = noted && new Vault(settings, name).seal(noted)
  return markConsumedSql(store, artifactHash(name, model, value), now(), sealed)
}
