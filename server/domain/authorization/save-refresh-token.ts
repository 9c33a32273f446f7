import { runStatement } from '../../db/statement.ts'
import { writeTogether } from '../../db/write-together.ts'
import { insertArtifactSql } from './artifact.repository.ts'
import { consumeArtifact, consumeArtifactSql } from './consume-artifact.ts'
import type { GrantedStore } from './granted-store.ts'
import type { UsedToken } from './refresh-grace.ts'
import { type NewArtifact, sealArtifact } from './seal-artifact.ts'

export interface RotatedToken {
  value: string
  /** What was found of it, and who uses it. */
  used: UsedToken | undefined
}

/**
 * Keeps a refresh token, touches the grant that it was issued under, and uses up the token that it takes the place of, all
 * in one transaction: a client that gets no answer still has a token that works.
 *
 * @param rotated the token before; absent for the first one of a grant
 * @returns false when the grant has ended, or the token before may not be used any more, which ends it. Then the new
 *   one is not kept.
 */
export async function saveRefreshToken(
  store: GrantedStore,
  token: NewArtifact & { grantId: string },
  rotated?: RotatedToken,
): Promise<boolean> {
  const { grants } = store
  const row = sealArtifact(store, token)
  const { createdAt, model } = row
  const { grantId } = token
  const em = grants.reach(grantId)
  // The grant before the tokens, as where grants are ended. In the opposite order the two would deadlock.
  const touch = grants.touch(grantId, createdAt)
  const consume = rotated && consumeArtifactSql(store, model, rotated.value, rotated.used)
  const insert = insertArtifactSql(store, row)
  if (await writeTogether(em, consume ? [touch, consume, insert] : [touch, insert])) return true

  // The grant has ended, or the token before is used. Only what was found inside a transaction may decide what follows.
  return em.transactional(async (em) => {
    if (!(await runStatement(em, touch))) return false
    if (rotated && !(await consumeArtifact({ ...store, em }, model, rotated.value, rotated.used))) {
      await grants.end(em, grantId, createdAt)
      return false
    }
    await runStatement(em, insert)
    return true
  })
}
