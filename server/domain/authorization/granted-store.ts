import type { EntityManager } from '@mikro-orm/sql'
import type { Statement } from '../../db/statement.ts'
import type { OauthStore } from './oauth-store.ts'

/** The store of an authorization server, and what people gave consent to there. */
export interface GrantedStore extends OauthStore {
  grants: Grants
}

/**
 * What people gave consent to. A code and a refresh token name their grant by its id. A transaction that the database rolled back
 * to end a deadlock is repeated once.
 */
interface Grants {
  /**
   * Notes that a grant is in use, and then acts on what was issued under it, in a transaction. When `act` returns false,
   * two have used the same code or refresh token, and the grant ends with all that was issued under it.
   *
   * @param act does nothing that a rollback does not take back
   * @param isNew whether dashboards are told that the grant is in use
   * @returns false when the grant has ended: by this, or by another request meanwhile
   */
  use: (
    id: string,
    at: Date,
    act: (em: EntityManager) => Promise<boolean>,
    isNew: boolean,
  ) => Promise<boolean>
  /**
   * As `use`, for statements that are all known before. It ends nothing.
   *
   * @returns false when the grant has ended, or one of the statements that must change a row found none
   */
  write: (id: string, at: Date, statements: readonly Statement[]) => Promise<boolean>
}
