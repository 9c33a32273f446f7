import type { TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'

/**
 * Stores what a user gave consent to in their session, which `openSession` created before.
 *
 * @param grant as the authorization server keeps it
 * @param expiresIn seconds until the session expires
 * @throws DomainError `sign-in-expired` when there is no such session, or it has ended since
 */
export async function saveGrant(
  { em, now }: TenantScope,
  sessionId: string,
  grant: object,
  expiresIn: number,
): Promise<void> {
  const expiresAt = new Date(now().getTime() + expiresIn * 1000)
  const live = { id: sessionId, revokedAt: null }
  const saved = await em.nativeUpdate(McpServerSession, live, { oauthGrant: { ...grant }, expiresAt })
  if (saved === 0) throw new DomainError('sign-in-expired')
}
