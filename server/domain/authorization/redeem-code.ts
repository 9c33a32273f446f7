import { artifactHash } from './artifact-hash.ts'
import { findArtifactRow } from './artifact.repository.ts'
import { consumeArtifact } from './consume-artifact.ts'
import type { GrantedStore } from './granted-store.ts'

const MODEL = 'AuthorizationCode'

/**
 * Uses up a code. From now on its grant counts as live. When several requests redeem one code at once, all but one of
 * them end the grant: two who have the same code are no better than one who comes later (RFC 9700 §4.5).
 *
 * @returns whether the caller may use the code
 */
export async function redeemCode(store: GrantedStore, code: string): Promise<boolean> {
  const { grants, now } = store
  const artifact = await findArtifactRow(store, artifactHash(store.name, MODEL, code))
  const id = artifact?.grantId
  if (!id) return false
  return grants.use(id, now(), (em) => consumeArtifact({ ...store, em }, MODEL, code), true)
}
