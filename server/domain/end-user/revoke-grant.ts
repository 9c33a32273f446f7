import type { TenantScope } from '../context.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'

/** Revokes a session for the authorization server. Revoking twice is no error. */
export async function revokeGrant({ em, now }: TenantScope, sessionId: string): Promise<void> {
  await em.nativeUpdate(McpServerSession, { id: sessionId, revokedAt: null }, { revokedAt: now() })
}
