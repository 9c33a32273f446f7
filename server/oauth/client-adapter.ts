import type { AdapterPayload } from 'oidc-provider'
import { deleteClient } from '../domain/authorization/delete-client.ts'
import { findClient } from '../domain/authorization/find-client.ts'
import { registerClient } from '../domain/authorization/register-client.ts'
import { NoAdapter } from './no-adapter.ts'
import { errors } from './oidc-provider.ts'
import type { Store } from './store.ts'

const MAX_REDIRECT_URIS = 20
/** Bytes. */
const MAX_METADATA = 16_384

/** Keeps clients that registered themselves. */
export class ClientAdapter extends NoAdapter {
  readonly #store: Store

  constructor(store: Store) {
    super()
    this.#store = store
  }

  override async upsert(id: string, metadata: AdapterPayload): Promise<void> {
    refuseExcess(metadata)
    await registerClient(this.#store.open(), id, metadata)
  }

  override find(id: string): Promise<AdapterPayload | undefined> {
    return findClient(this.#store.open(), id)
  }

  override destroy(id: string): Promise<void> {
    return deleteClient(this.#store.open(), id)
  }
}

function refuseExcess({ redirect_uris: redirectUris = [], ...metadata }: AdapterPayload): void {
  if (redirectUris.length > MAX_REDIRECT_URIS) {
    throw new errors.InvalidClientMetadata(`redirect_uris must have at most ${MAX_REDIRECT_URIS} entries`)
  }
  if (Buffer.byteLength(JSON.stringify([redirectUris, metadata])) > MAX_METADATA) {
    throw new errors.InvalidClientMetadata(`client metadata must have at most ${MAX_METADATA} bytes`)
  }
}
