import type { AdapterPayload } from 'oidc-provider'
import { canonicalPayload } from './canonical-payload.ts'
import { NoAdapter } from './no-adapter.ts'
import { Provider } from './oidc-provider.ts'
import type { Store } from './store.ts'

/** Keeps what people gave consent to. Its row is there before the library saves it. */
export class GrantAdapter extends NoAdapter {
  readonly #store: Store

  constructor(store: Store) {
    super()
    this.#store = store
  }

  override upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    return this.#store.grants.save(id, payload, expiresIn)
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const { resourceUrl, grants } = this.#store
    const found = await grants.find(id, Provider.ctx)
    return found && canonicalPayload(resourceUrl, found)
  }

  override destroy(id: string): Promise<void> {
    return this.#store.grants.revoke(id, Provider.ctx?.oidc.route === 'revocation')
  }
}
