import type { AdapterPayload } from 'oidc-provider'
import { errors } from './oidc-provider.ts'
import { OauthClient } from '../domain/authorization/oauth-client.entity.ts'
import { NoAdapter } from './no-adapter.ts'
import type { Store } from './store.ts'

/** Clients one MCP server keeps that no user has let in yet; they go after a day. */
const MAX_UNUSED_CLIENTS = 10_000
const MAX_REDIRECT_URIS = 20
const MAX_METADATA = 16_384

/** Clients that registered themselves. Their metadata is encrypted, because a confidential one's holds its secret. */
export class ClientAdapter extends NoAdapter {
  readonly #store: Store

  constructor(store: Store) {
    super()
    this.#store = store
  }

  override async upsert(id: string, metadata: AdapterPayload): Promise<void> {
    refuseExcess(metadata)
    const { em, organizationId, now } = this.#store.scope()
    const { mcpServerId, vault } = this.#store
    const unused = await em.count(OauthClient, { mcpServerId, lastUsedAt: null })
    if (unused >= MAX_UNUSED_CLIENTS) {
      throw new errors.TemporarilyUnavailable('too many clients have registered here today')
    }
    const sealedMetadata = await vault.seal(metadata)
    em.create(OauthClient, { id, organizationId, mcpServerId, sealedMetadata, createdAt: now() })
    await em.flush()
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const { mcpServerId, vault } = this.#store
    const client = await this.#store.scope().em.findOne(OauthClient, { id, mcpServerId })
    return client ? vault.open<AdapterPayload>(client.sealedMetadata) : undefined
  }

  override async destroy(id: string): Promise<void> {
    const { mcpServerId } = this.#store
    await this.#store.scope().em.nativeDelete(OauthClient, { id, mcpServerId })
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
