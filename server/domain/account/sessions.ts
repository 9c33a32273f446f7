import { randomBytes } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/sql'
import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia'
import { sha256 } from '../sha256.ts'
import { Account } from './account.entity.ts'
import { DashboardSession } from './dashboard-session.entity.ts'

declare module 'lucia' {
  interface Register {
    Lucia: Lucia
  }
}

/** Days a session lasts without use; each use in its second half starts them anew. */
const LIFETIME = new TimeSpan(30, 'd')

/** Who a session of the dashboard speaks for. */
export interface AuthenticatedSession {
  accountId: string
  /** Whether the session was prolonged, so that its cookie must be set again. */
  prolonged: boolean
}

/**
 * The dashboard's sessions: the only place that knows lucia (its authors have deprecated it; see
 * `docs/decisions/`). The secret is in the cookie; the database holds its SHA-256.
 */
export class Sessions {
  readonly #lucia: Lucia

  constructor(em: EntityManager) {
    this.#lucia = new Lucia(new SessionStore(em), { sessionExpiresIn: LIFETIME })
  }

  /** @returns the new session's secret: 256 random bits, for the cookie alone */
  async create(accountId: string): Promise<string> {
    const secret = randomBytes(32).toString('base64url')
    await this.#lucia.createSession(accountId, {}, { sessionId: secret })
    return secret
  }

  async read(secret: string): Promise<AuthenticatedSession | undefined> {
    const { session } = await this.#lucia.validateSession(secret)
    return session ? { accountId: session.userId, prolonged: session.fresh } : undefined
  }

  async end(secret: string): Promise<void> {
    await this.#lucia.invalidateSession(secret)
  }

  /** Ends every session of an account, as a new password must. */
  async endAll(accountId: string): Promise<void> {
    await this.#lucia.invalidateUserSessions(accountId)
  }

  async deleteExpired(): Promise<void> {
    await this.#lucia.deleteExpiredSessions()
  }
}

export const SESSION_SECONDS = LIFETIME.seconds()

class SessionStore implements Adapter {
  readonly #em: EntityManager
  constructor(em: EntityManager) {
    this.#em = em
  }

  async getSessionAndUser(secret: string): ReturnType<Adapter['getSessionAndUser']> {
    const session = await this.#em.findOne(DashboardSession, { idHash: sha256(secret) })
    if (!session) return [null, null]
    const account = await this.#em.findOne(Account, { id: session.accountId })
    const found = { id: secret, userId: session.accountId, expiresAt: session.expiresAt, attributes: {} }
    return [found, account && { id: account.id, attributes: {} }]
  }

  async getUserSessions(): Promise<DatabaseSession[]> {
    throw new Error('Sessions cannot be listed: their ids are hashed')
  }

  async setSession({ id, userId, expiresAt }: DatabaseSession): Promise<void> {
    this.#em.create(DashboardSession, {
      idHash: sha256(id),
      accountId: userId,
      expiresAt,
      createdAt: new Date(),
    })
    await this.#em.flush()
  }

  async updateSessionExpiration(secret: string, expiresAt: Date): Promise<void> {
    await this.#em.nativeUpdate(DashboardSession, { idHash: sha256(secret) }, { expiresAt })
  }

  async deleteSession(secret: string): Promise<void> {
    await this.#em.nativeDelete(DashboardSession, { idHash: sha256(secret) })
  }

  async deleteUserSessions(accountId: string): Promise<void> {
    await this.#em.nativeDelete(DashboardSession, { accountId })
  }

  async deleteExpiredSessions(): Promise<void> {
    await this.#em.nativeDelete(DashboardSession, { expiresAt: { $lte: new Date() } })
  }
}
