import { randomBytes } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/sql'
import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia'
import { newId } from '../../db/column-types.ts'
import { sha256 } from '../sha256.ts'
import { touch, writeLater } from '../touch.ts'
import { Account } from './account.entity.ts'
import { DashboardSession } from './dashboard-session.entity.ts'

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<SessionAttributes>
    DatabaseSessionAttributes: SessionAttributes
  }
}

/** Days a session lasts without use; each use in its second half starts them anew. */
const LIFETIME = new TimeSpan(30, 'd')

/** Characters of a `User-Agent` header that are stored. */
const USER_AGENT_LENGTH = 200

/** Sessions that are listed. A person has a few; a program that signs in again and again may have many. */
const LISTED = 100

/** What is stored of a session besides what lucia needs. */
interface SessionAttributes {
  userAgent: string | null
  lastSeenAt: Date | null
}

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
  readonly #lucia: Lucia<SessionAttributes>
  readonly #em: EntityManager

  constructor(em: EntityManager) {
    this.#em = em
    this.#lucia = new Lucia(new SessionStore(em), {
      sessionExpiresIn: LIFETIME,
      getSessionAttributes: (attributes) => attributes,
    })
  }

  /**
   * @param userAgent of the browser that signs in, if it says what it is
   * @returns the new session's secret: 256 random bits, for the cookie alone
   */
  async create(accountId: string, userAgent: string | undefined): Promise<string> {
    const secret = randomBytes(32).toString('base64url')
    const attributes = { userAgent: userAgent?.slice(0, USER_AGENT_LENGTH) ?? null, lastSeenAt: new Date() }
    await this.#lucia.createSession(accountId, attributes, { sessionId: secret })
    return secret
  }

  async read(secret: string): Promise<AuthenticatedSession | undefined> {
    const { session } = await this.#lucia.validateSession(secret)
    if (!session) return undefined
    const at = new Date()
    const idHash = sha256(secret)
    touch({ name: idHash.toString('hex'), lastUsedAt: session.lastSeenAt }, at, () =>
      this.#em.nativeUpdate(DashboardSession, { idHash }, { lastSeenAt: at }),
    )
    return { accountId: session.userId, prolonged: session.fresh }
  }

  /** The live sessions of an account, the one that was used last first. Lucia cannot list them, because ids are hashed. */
  async list(accountId: string): Promise<DashboardSession[]> {
    return this.#em.find(
      DashboardSession,
      { accountId, expiresAt: { $gt: new Date() } },
      { orderBy: { lastSeenAt: 'desc', createdAt: 'desc', id: 'desc' }, limit: LISTED },
    )
  }

  /** Ends the session of this account with this public id. @returns whether there was one */
  async endById(accountId: string, id: string): Promise<boolean> {
    return (await this.#em.nativeDelete(DashboardSession, { accountId, id })) > 0
  }

  /** Ends every session of an account but the one with this secret. */
  async endOthers(accountId: string, secret: string): Promise<void> {
    await this.#em.nativeDelete(DashboardSession, { accountId, idHash: { $ne: sha256(secret) } })
  }

  async end(secret: string): Promise<void> {
    await this.#em.nativeDelete(DashboardSession, { idHash: sha256(secret) })
  }

  /** Ends every session of an account, as a new password must. */
  async endAll(accountId: string): Promise<void> {
    await this.#lucia.invalidateUserSessions(accountId)
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
    const { accountId: userId, expiresAt, userAgent = null, lastSeenAt = null } = session
    const found = { id: secret, userId, expiresAt, attributes: { userAgent, lastSeenAt } }
    return [found, account && { id: account.id, attributes: {} }]
  }

  async getUserSessions(): Promise<DatabaseSession[]> {
    throw new Error('Sessions cannot be listed: their ids are hashed')
  }

  async setSession({ id, userId, expiresAt, attributes }: DatabaseSession): Promise<void> {
    this.#em.create(DashboardSession, {
      idHash: sha256(id),
      id: newId(),
      accountId: userId,
      expiresAt,
      createdAt: new Date(),
      ...attributes,
    })
    await this.#em.flush()
  }

  async updateSessionExpiration(secret: string, expiresAt: Date): Promise<void> {
    const idHash = sha256(secret)
    writeLater(`${idHash.toString('hex')} expiry`, () =>
      this.#em.nativeUpdate(DashboardSession, { idHash }, { expiresAt }),
    )
  }

  /** Of one that has expired, when Lucia reads it. A job deletes it, by two clocks: that of this process may be wrong. */
  async deleteSession(): Promise<void> {}

  async deleteUserSessions(accountId: string): Promise<void> {
    await this.#em.nativeDelete(DashboardSession, { accountId })
  }

  async deleteExpiredSessions(): Promise<void> {
    throw new Error('A job deletes expired sessions')
  }
}
