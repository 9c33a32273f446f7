import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { newIdOf } from '../../db/column-types.ts'
import { repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import { OauthClient } from '../authorization/oauth-client.entity.ts'
import type { TenantScope } from '../context.ts'
import { sha256 } from '../sha256.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'
import { REDIRECT_HOST_LENGTH } from '../authorization/client-limits.ts'

export interface NewSession {
  /** The sign-in in which the user gave consent, and when it began. It gets one session, however often consent is sent. */
  signIn: { uid: string; startedAt: Date }
  mcpServerUserId: string
  clientId: string
  /** The name that the client gives itself. */
  clientName: string
  redirectHost: string
}

/**
 * Records that a user gave a client consent, before anything is issued to it. The session is the OAuth grant. It counts as
 * live once its code is redeemed.
 *
 * @returns the id of the session, which its access tokens carry as `sid`
 */
export async function openSession(
  { em, organizationId, now }: TenantScope,
  { signIn, ...session }: NewSession,
): Promise<string> {
  const createdAt = now()
  const redirectHost = session.redirectHost.slice(0, REDIRECT_HOST_LENGTH)
  const id = newIdOf(sha256(`${organizationId} ${signIn.uid}`), signIn.startedAt)
  const open = async (em: EntityManager) => {
    em.create(McpServerSession, { id, organizationId, ...session, redirectHost, createdAt })
  }
  await repeatAfterDeadlock(() => em.transactional(open)).catch((error: unknown) => {
    // Consent was sent twice, as by a double click.
    if (!(error instanceof UniqueConstraintViolationException)) throw error
  })
  await em.nativeUpdate(OauthClient, { id: session.clientId }, { lastUsedAt: createdAt })
  return id
}
