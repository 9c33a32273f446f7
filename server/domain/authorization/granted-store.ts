import type { EntityManager } from '@mikro-orm/sql'
import type { Statement } from '../../db/statement.ts'
import type { OauthStore } from './oauth-store.ts'

/** The store of an authorization server, and what people gave consent to there. */
export interface GrantedStore extends OauthStore {
  grants: Grants
}

/** What people gave consent to. A code and a refresh token name their grant by its id. */
interface Grants {
  /** The manager that reaches the row of a grant, and artifacts. */
  reach: (id: string) => EntityManager
  /** Notes that a grant is in use. It changes nothing when that has ended: another request may have ended it meanwhile. */
  touch: (id: string, at: Date) => Statement
  /** Ends a grant because its code or refresh token was used by two, and deletes what was issued under it. */
  end: (em: EntityManager, id: string, at: Date) => Promise<void>
  /** Tells dashboards that the grant is in use or has ended. */
  publish: (em: EntityManager, id: string) => Promise<void>
}
