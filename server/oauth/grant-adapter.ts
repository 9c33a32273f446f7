import type { AdapterPayload } from 'oidc-provider'
import type { ActiveUser } from '../domain/end-user/find-active-user.ts'
import { findGrant } from '../domain/end-user/find-grant.ts'
import { revokeGrant } from '../domain/end-user/revoke-grant.ts'
import { saveGrant } from '../domain/end-user/save-grant.ts'
import { canonicalPayload } from './canonical-payload.ts'
import { NoAdapter } from './no-adapter.ts'
import { Provider } from './oidc-provider.ts'
import type { Store } from './store.ts'

/** The user of the grant that a request was found to have. The library asks for them next. */
export const usersOfGrants = new WeakMap<object, ActiveUser>()

/** Keeps grants. A grant is a user's session: `openSession` creates its row before the library saves the grant. */
export class GrantAdapter extends NoAdapter {
  readonly #store: Store

  constructor(store: Store) {
    super()
    this.#store = store
  }

  override upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    return saveGrant(this.#store.scope(), id, payload, expiresIn)
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const { mcpServerId, resourceUrl, scope } = this.#store
    const found = await findGrant(scope(), mcpServerId, id)
    if (Provider.ctx && found?.user) usersOfGrants.set(Provider.ctx, found.user)
    return found && canonicalPayload(resourceUrl, found.grant)
  }

  override destroy(id: string): Promise<void> {
    return revokeGrant(this.#store.scope(), id)
  }
}
