import { newId } from '../../db/column-types.ts'
import { OauthClient } from '../authorization/oauth-client.entity.ts'
import type { TenantScope } from '../context.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'
import { REDIRECT_HOST_LENGTH } from './session-limits.ts'

export interface NewSession {
  mcpServerUserId: string
  clientId: string
  /** The name that the client gives itself. */
  clientName: string
  redirectHost: string
}

/**
 * Records that a user gave a client consent, before anything is issued to it. The session is the OAuth grant.
 *
 * @returns the id of the session, which its access tokens carry as `sid`
 */
export async function openSession(
  { em, organizationId, now, changes }: TenantScope,
  session: NewSession,
): Promise<string> {
  const createdAt = now()
  const redirectHost = session.redirectHost.slice(0, REDIRECT_HOST_LENGTH)
  const { id } = em.create(McpServerSession, {
    id: newId(),
    organizationId,
    ...session,
    redirectHost,
    createdAt,
  })
  await em.flush()
  await em.nativeUpdate(OauthClient, { id: session.clientId }, { lastUsedAt: createdAt })
  changes.publish(organizationId, { type: 'end-users-changed' })
  return id
}
