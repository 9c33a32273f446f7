import type { AdapterPayload } from 'oidc-provider'
import { McpServerSession } from '../domain/end-user/mcp-server-session.entity.ts'
import { NoAdapter } from './no-adapter.ts'
import type { Store } from './store.ts'

/**
 * Grants are the users' sessions: `openSession` makes the row before the grant is saved, and a revoked one is not
 * found again, which ends its refresh tokens wherever they are.
 */
export class GrantAdapter extends NoAdapter {
  readonly #store: Store

  constructor(store: Store) {
    super()
    this.#store = store
  }

  override async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const { em, now } = this.#store.scope()
    const expiresAt = new Date(now().getTime() + expiresIn * 1000)
    const session = await em.findOneOrFail(McpServerSession, { id, revokedAt: null })
    em.assign(session, { oauthGrant: { ...payload }, expiresAt })
    await em.flush()
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const { em } = this.#store.scope()
    const session = await em.findOne(McpServerSession, { id, revokedAt: null }, { populate: ['oauthGrant'] })
    return session?.oauthGrant ?? undefined
  }

  override async destroy(id: string): Promise<void> {
    const { em, now } = this.#store.scope()
    await em.nativeUpdate(McpServerSession, { id, revokedAt: null }, { revokedAt: now() })
  }
}
