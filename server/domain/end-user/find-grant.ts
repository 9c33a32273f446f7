import type { TenantScope } from '../context.ts'
import { findLiveSession } from './end-user.repository.ts'
import type { ActiveUser } from './active-user.ts'

export interface FoundGrant {
  /** What the user gave consent to, as the authorization server keeps it. */
  grant: Record<string, unknown>
  /** The user, unless they are disabled. */
  user: ActiveUser | undefined
}

/** What a user gave consent to in this session. A revoked session is not found, which ends its refresh tokens. */
export async function findGrant(
  scope: TenantScope,
  mcpServerId: string,
  sessionId: string,
): Promise<FoundGrant | undefined> {
  const session = await findLiveSession(scope, mcpServerId, sessionId)
  return session?.grant && { grant: session.grant, user: session.user }
}
