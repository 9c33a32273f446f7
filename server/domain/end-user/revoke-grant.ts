import type { TenantScope } from '../context.ts'
import { noteEnd } from './end-sessions.ts'

/** Revokes a session for the authorization server. Revoking twice is no error. */
export async function revokeGrant(
  { em, now }: TenantScope,
  mcpServerId: string,
  sessionId: string,
): Promise<void> {
  await noteEnd(em, mcpServerId, [sessionId], now())
}
