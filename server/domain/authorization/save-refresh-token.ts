import type { EntityManager } from '@mikro-orm/sql'
import { runStatement } from '../../db/statement.ts'
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
 * Touches the grant that a refresh token was issued under, and then keeps the token and uses up the one that it takes the
 * place of, in one transaction: a client that gets no answer still has a token that works.
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
  const consume = rotated && consumeArtifactSql(store, model, rotated.value, rotated.used)
  const insert = insertArtifactSql(store, row)
  if (await grants.write(grantId, createdAt, consume ? [consume, insert] : [insert])) return true

  // The grant has ended, or the token before is used. Only what was found inside a transaction may decide what follows.
  const keep = async (em: EntityManager) => {
    if (rotated && !(await consumeArtifact({ ...store, em }, model, rotated.value, rotated.used)))
      return false
    await runStatement(em, insert)
    return true
  }
  return grants.use(grantId, createdAt, keep, false)
}
