import type { AdapterPayload } from 'oidc-provider'
import { consumeArtifact } from '../domain/authorization/consume-artifact.ts'
import { deleteArtifact } from '../domain/authorization/delete-artifact.ts'
import { redeemCode } from '../domain/authorization/redeem-code.ts'
import { saveRefreshToken } from '../domain/authorization/save-refresh-token.ts'
import { findArtifact, findArtifactByUid, type FoundArtifact } from '../domain/authorization/find-artifact.ts'
import type { RefreshUse, UsedToken } from '../domain/authorization/refresh-grace.ts'
import { replaceArtifact } from '../domain/authorization/replace-artifact.ts'
import { saveArtifactOnce } from '../domain/authorization/save-artifact-once.ts'
import { saveArtifact } from '../domain/authorization/save-artifact.ts'
import { networkOf } from '../http/network-of.ts'
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
    const store = this.#store.open()
    if (this.#model === 'ReplayDetection') {
      // The library has looked before, which alone lets through what comes at once.
      if (await saveArtifactOnce(store, artifact)) return
      throw new errors.InvalidClientAuth('client assertion tokens must only be used once')
    }
    if (this.#model !== 'RefreshToken' || grantId === undefined) {
      const save = SAVED_OFTEN.has(this.#model) ? replaceArtifact : saveArtifact
      return save(store, artifact)
    }
    const before = Provider.ctx?.oidc.entities.RotatedRefreshToken?.jti
    const rotated = before === undefined ? undefined : { value: before, used: this.#usedToken() }
    if (!(await saveRefreshToken(store, { ...artifact, grantId }, rotated))) {
      throw new errors.InvalidGrant('already used')
    }
  }

  override async find(value: string): Promise<AdapterPayload | undefined> {
    const found = await findArtifact<AdapterPayload>(this.#store.open(), this.#model, value, this.#use())
    if (Provider.ctx && found && this.#model === 'RefreshToken') foundTokens.set(Provider.ctx, found.payload)
    return this.#payloadOf(value, found)
  }

  override async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    // Its value is not known here, and nobody who asks by uid needs it.
    return this.#payloadOf(uid, await findArtifactByUid(this.#store.open(), this.#model, uid))
  }

  /**
   * The library looks first and consumes then, which alone lets all of several requests through. A refresh token is used
   * up when the next one is saved.
   */
  override async consume(value: string): Promise<void> {
    if (this.#model === 'RefreshToken') return
    const store = this.#store.open()
    const consumed =
      this.#model === 'AuthorizationCode'
        ? await redeemCode(store, value)
        : await consumeArtifact(store, this.#model, value)
    if (!consumed) throw new errors.InvalidGrant('already used')
  }

  override async destroy(value: string): Promise<void> {
    await deleteArtifact(this.#store.open(), this.#model, value)
  }

  /** Who uses a refresh token in this request. */
  #use(): RefreshUse | undefined {
    const ctx = Provider.ctx
    const ip = ctx && forwardedRequest(ctx.req)?.ip
    if (this.#model !== 'RefreshToken' || !ip) return undefined
    const isClientProven = (ctx.oidc.client?.clientAuthMethod ?? 'none') !== 'none'
    return { network: networkOf(ip), isClientProven }
  }

  #usedToken(): UsedToken | undefined {
    const payload = Provider.ctx && foundTokens.get(Provider.ctx)
    const use = this.#use()
    return payload && use && { payload, use }
  }

  #payloadOf(jti: string, found: FoundArtifact<AdapterPayload> | undefined): AdapterPayload | undefined {
    if (!found) return undefined
    const { payload, consumedAt } = found
    const consumed = consumedAt && Math.floor(consumedAt.getTime() / 1000)
    return { ...canonicalPayload(this.#store.resourceUrl, payload), jti, ...(consumed && { consumed }) }
  }
}

/** Sign-ins and browsers' sessions. Codes and all others are saved once. */
const SAVED_OFTEN: ReadonlySet<string> = new Set(['Interaction', 'Session'])

/** The refresh token that a request brought, as it was found. */
const foundTokens = new WeakMap<object, AdapterPayload>()
