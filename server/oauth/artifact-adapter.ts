import type { AdapterPayload } from 'oidc-provider'
import { consumeArtifact } from '../domain/authorization/consume-artifact.ts'
import { deleteArtifact } from '../domain/authorization/delete-artifact.ts'
import { findArtifact, findArtifactByUid, type FoundArtifact } from '../domain/authorization/find-artifact.ts'
import { replaceArtifact } from '../domain/authorization/replace-artifact.ts'
import { saveArtifact } from '../domain/authorization/save-artifact.ts'
import { saveRefreshToken } from '../domain/end-user/save-refresh-token.ts'
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
    const { mcpServerId, scope } = this.#store
    if (this.#model !== 'RefreshToken') {
      const save = SAVED_OFTEN.has(this.#model) ? replaceArtifact : saveArtifact
      return save(scope(), mcpServerId, artifact)
    }
    const rotated = Provider.ctx?.oidc.entities.RotatedRefreshToken?.jti
    if (!(await saveRefreshToken(scope(), mcpServerId, artifact, rotated))) {
      throw new errors.InvalidGrant('already used')
    }
  }

  override async find(value: string): Promise<AdapterPayload | undefined> {
    const { mcpServerId, scope } = this.#store
    return payloadOf(value, await findArtifact(scope(), mcpServerId, this.#model, value))
  }

  override async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const { mcpServerId, scope } = this.#store
    // Its value is not known here, and nobody who asks by uid needs it.
    return payloadOf(uid, await findArtifactByUid(scope(), mcpServerId, this.#model, uid))
  }

  /**
   * The library looks first and consumes then, which alone lets all of several requests through. A refresh token is used
   * up when the next one is saved.
   */
  override async consume(value: string): Promise<void> {
    if (this.#model === 'RefreshToken') return
    const { mcpServerId, scope } = this.#store
    const consumed = await consumeArtifact(scope(), mcpServerId, this.#model, value)
    if (!consumed) throw new errors.InvalidGrant('already used')
  }

  override async destroy(value: string): Promise<void> {
    await deleteArtifact(this.#store.scope(), this.#store.mcpServerId, this.#model, value)
  }
}

/** Sign-ins and browsers' sessions. Codes and all others are saved once. */
const SAVED_OFTEN: ReadonlySet<string> = new Set(['Interaction', 'Session'])

function payloadOf(
  jti: string,
  found: FoundArtifact<AdapterPayload> | undefined,
): AdapterPayload | undefined {
  if (!found) return undefined
  const { payload, consumedAt } = found
  return { ...payload, jti, ...(consumedAt && { consumed: Math.floor(consumedAt.getTime() / 1000) }) }
}
