import type { EndUserDetailsDto, EndUserDto, EndUserSessionDto } from '#shared/end-user.ts'
import type { EndUserActivity, EndUserRow } from './end-user-list.repository.ts'
import type { McpServerSession } from './mcp-server-session.entity.ts'

/** A user as lists show them. */
export function presentEndUser(user: EndUserRow, activity: EndUserActivity | undefined): EndUserDto {
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    createdAt: user.createdAt.toISOString(),
    ...(activity?.lastSeenAt && { lastSeenAt: activity.lastSeenAt.toISOString() }),
    ...(user.disabledAt && { disabledAt: user.disabledAt.toISOString() }),
    sessions: activity?.liveSessions ?? 0,
  }
}

/** A user as their page shows them. */
export function presentEndUserDetails(
  user: EndUserRow,
  activity: EndUserActivity | undefined,
  sessions: readonly McpServerSession[],
  now: Date,
): EndUserDetailsDto {
  return {
    ...presentEndUser(user, activity),
    sessionList: sessions.map((session) => presentSession(session, now)),
  }
}

function presentSession(session: McpServerSession, now: Date): EndUserSessionDto {
  return {
    id: session.id,
    ...presentClient(session),
    redirectHost: session.redirectHost,
    createdAt: session.createdAt.toISOString(),
    ...(session.lastSeenAt && { lastSeenAt: session.lastSeenAt.toISOString() }),
    ...(session.expiresAt && { expiresAt: session.expiresAt.toISOString() }),
    ...(session.revokedAt && { revokedAt: session.revokedAt.toISOString() }),
    state: stateOf(session, now),
  }
}

function stateOf({ revokedAt, expiresAt }: McpServerSession, now: Date): EndUserSessionDto['state'] {
  if (revokedAt) return 'revoked'
  return expiresAt && expiresAt <= now ? 'expired' : 'live'
}

/** A client by the name it gives itself, with the domain of the document that identifies it (CIMD), if there is one. */
export function presentClient({ clientName, clientId }: Pick<McpServerSession, 'clientName' | 'clientId'>) {
  const document = clientId.startsWith('https://') ? URL.parse(clientId) : null
  return { clientName, ...(document && { clientDomain: document.hostname }) }
}
