import type { TenantScope } from '../context.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'

/** What a user gave consent to in this session. A revoked session is not found, which ends its refresh tokens. */
export async function findGrant(
  { em }: TenantScope,
  sessionId: string,
): Promise<Record<string, unknown> | undefined> {
  const where = { id: sessionId, revokedAt: null }
  const session = await em.findOne(McpServerSession, where, { populate: ['oauthGrant'] })
  return session?.oauthGrant ?? undefined
}
