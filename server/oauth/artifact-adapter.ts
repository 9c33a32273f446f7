import type { AdapterPayload } from 'oidc-provider'
import { errors } from './oidc-provider.ts'
import { McpServerSession } from '../domain/end-user/mcp-server-session.entity.ts'
import { OauthArtifact } from '../domain/authorization/oauth-artifact.entity.ts'
import { NoAdapter } from './no-adapter.ts'
import { hashOf, type Store } from './store.ts'

/**
 * Seconds in which a refresh token that was used may be used again: clients lose answers, and several of their
 * processes refresh at once. RFC 9700 §4.14.2 asks for rotation, which this keeps.
 */
export const REFRESH_GRACE = 60

/** What the library saves more than once; codes and tokens are issued, and that is it. */
const SAVED_AGAIN = new Set(['Interaction', 'Session'])

/**
 * Codes, refresh tokens, browser sessions and sign-ins under way. A value is stored as its hash; what belongs to it is
 * encrypted.
 *
 * When a grant ends, the base's `revokeByGrantId` does nothing: nothing issued under it is good without, since the library
 * asks for it at every redemption. The rows go when they expire; the library would have several deletions of them at once,
 * which deadlock.
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
    const { em, organizationId, now } = this.#store.scope()
    const at = now()
    const idHash = this.#hash(value)
    const { jti: _value, ...rest } = payload
    const columns = {
      uidHash: payload.uid ? this.#hash(payload.uid) : null,
      grantId: payload.grantId ?? null,
      sealedPayload: await this.#store.vault.seal(rest),
      expiresAt: new Date(at.getTime() + expiresIn * 1000),
    }
    const existing = SAVED_AGAIN.has(this.#model) ? await em.findOne(OauthArtifact, { idHash }) : null
    await em.transactional(async (transaction) => {
      if (this.#model === 'RefreshToken' && payload.grantId) {
        // The session before the token, in the order of whoever ends sessions: crosswise they would deadlock.
        await transaction.nativeUpdate(McpServerSession, { id: payload.grantId }, { lastSeenAt: at })
      }
      if (existing) transaction.assign(existing, columns)
      else {
        const { mcpServerId } = this.#store
        transaction.create(OauthArtifact, {
          idHash,
          organizationId,
          mcpServerId,
          model: this.#model,
          ...columns,
          createdAt: at,
        })
      }
    })
  }

  override async find(value: string): Promise<AdapterPayload | undefined> {
    const { em } = this.#store.scope()
    const artifact = await em.findOne(OauthArtifact, { idHash: this.#hash(value) })
    return artifact ? this.#payloadOf(artifact, value) : undefined
  }

  override async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const { em } = this.#store.scope()
    const artifact = await em.findOne(OauthArtifact, { uidHash: this.#hash(uid), model: this.#model })
    // Its value is not known here, and nobody who asks by uid needs it.
    return artifact ? this.#payloadOf(artifact, uid) : undefined
  }

  /**
   * Marks a code or refresh token as used, in one conditional statement: of several who redeem it at once, one may.
   * The library looks first and consumes then, which alone lets all of them through.
   */
  override async consume(value: string): Promise<void> {
    const { em, now } = this.#store.scope()
    const idHash = this.#hash(value)
    const changed = await em.nativeUpdate(OauthArtifact, { idHash, consumedAt: null }, { consumedAt: now() })
    if (changed === 1) return
    const artifact = await em.findOne(OauthArtifact, { idHash })
    if (!artifact?.consumedAt || !this.#isInGrace(artifact.consumedAt)) {
      throw new errors.InvalidGrant('already used')
    }
  }

  override async destroy(value: string): Promise<void> {
    await this.#store.scope().em.nativeDelete(OauthArtifact, { idHash: this.#hash(value) })
  }

  async #payloadOf({ sealedPayload, consumedAt }: OauthArtifact, value: string): Promise<AdapterPayload> {
    const payload = await this.#store.vault.open<AdapterPayload>(sealedPayload)
    const consumed = consumedAt && !this.#isInGrace(consumedAt)
    return { ...payload, jti: value, ...(consumed && { consumed: Math.floor(consumedAt.getTime() / 1000) }) }
  }

  #isInGrace(consumedAt: Date): boolean {
    const age = this.#store.scope().now().getTime() - consumedAt.getTime()
    return this.#model === 'RefreshToken' && age < REFRESH_GRACE * 1000
  }

  #hash(value: string): Buffer {
    return hashOf(this.#store, this.#model, value)
  }
}
