import type { AdapterPayload } from 'oidc-provider'
import { consumeArtifact } from '../domain/authorization/consume-artifact.ts'
import { deleteArtifact } from '../domain/authorization/delete-artifact.ts'
import { findArtifact, findArtifactByUid, type FoundArtifact } from '../domain/authorization/find-artifact.ts'
import type { RefreshUse } from '../domain/authorization/refresh-grace.ts'
import { replaceArtifact } from '../domain/authorization/replace-artifact.ts'
import { saveArtifactOnce } from '../domain/authorization/save-artifact-once.ts'
import { saveArtifact } from '../domain/authorization/save-artifact.ts'
import { saveRefreshToken } from '../domain/end-user/save-refresh-token.ts'
import { networkOf } from '../http/rate-limit.ts'
import { canonicalPayload } from './canonical-payload.ts'
import { forwardedRequest } from './forwarded-request.ts'
import { NoAdapter } from './no-adapter.ts'
import { errors, Provider } from './oidc-provider.ts'
import type { Store } from './store.ts'

/**
 * Keeps codes, refresh tokens, browser sessions and sign-ins under way.
 *
 * When a grant ends, the base's `revokeByGrantId` does nothing: whatever was issued under it is worthless without it,
 * because the library asks for the grant at every redemption. The rows are deleted when they expire. Otherwise the
 * library would run several deletions of them at once, which deadlock.
 */
export class ArtifactAdapter extends NoAdapter {
  readonly #store: Store
  readonly #model: string

  constructor(store: Store, model: string) {
    super()
    this.#store = store
    this.#model = model
  }

  override async upsert(value: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const { jti: _value, ...rest } = payload
    const { uid, grantId } = payload
    const artifact = { model: this.#model, value, payload: rest, uid, grantId, expiresIn }
    const save = SAVE[this.#model] ?? saveArtifact
    const isKept = await save(this.#store.scope(), this.#store.mcpServerId, artifact)
    // The library has looked before, which lets through what comes at once.
    if (isKept === false) throw new errors.InvalidClientAuth('client assertion tokens must only be used once')
  }

  override async find(value: string): Promise<AdapterPayload | undefined> {
    const { mcpServerId, scope } = this.#store
    return this.#payloadOf(value, await findArtifact(scope(), mcpServerId, this.#model, value, this.#use()))
  }

  override async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const { mcpServerId, scope } = this.#store
    // Its value is not known here, and nobody who asks by uid needs it.
    return this.#payloadOf(uid, await findArtifactByUid(scope(), mcpServerId, this.#model, uid))
  }

  /** The library looks first and consumes then, which alone lets all of several requests through. */
  override async consume(value: string): Promise<void> {
    const { mcpServerId, scope } = this.#store
    const consumed = await consumeArtifact(scope(), mcpServerId, this.#model, value, this.#use())
    if (!consumed) throw new errors.InvalidGrant('already used')
  }

  override async destroy(value: string): Promise<void> {
    await deleteArtifact(this.#store.scope(), this.#store.mcpServerId, this.#model, value)
  }

  /** Who uses a refresh token in this request. */
  #use(): RefreshUse | undefined {
    const ctx = Provider.ctx
    const ip = ctx && forwardedRequest(ctx.req)?.ip
    if (this.#model !== 'RefreshToken' || !ip) return undefined
    const isClientProven = (ctx.oidc.client?.clientAuthMethod ?? 'none') !== 'none'
    return { network: networkOf(ip), isClientProven }
  }

  #payloadOf(jti: string, found: FoundArtifact<AdapterPayload> | undefined): AdapterPayload | undefined {
    if (!found) return undefined
    const { payload, consumedAt } = found
    const consumed = consumedAt && Math.floor(consumedAt.getTime() / 1000)
    return { ...canonicalPayload(this.#store.resourceUrl, payload), jti, ...(consumed && { consumed }) }
  }
}

/** How a model is saved. Codes and all others are saved once; the library saves sign-ins and browsers' sessions often. */
const SAVE: Readonly<Record<string, typeof saveArtifact | typeof saveArtifactOnce>> = {
  ReplayDetection: saveArtifactOnce,
  RefreshToken: saveRefreshToken,
  Interaction: replaceArtifact,
  Session: replaceArtifact,
}
