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

interface Moments {
  now: Date
  /** Sessions of the server that were opened until then are over. */
  sessionsEndedAt?: Date | null | undefined
}

/** A user as their page shows them. */
export function presentEndUserDetails(
  user: EndUserRow,
  activity: EndUserActivity | undefined,
  sessions: readonly McpServerSession[],
  at: Moments,
): EndUserDetailsDto {
  return {
    ...presentEndUser(user, activity),
    sessionList: sessions.map((session) => presentSession(session, at)),
  }
}

function presentSession(session: McpServerSession, { now, sessionsEndedAt }: Moments): EndUserSessionDto {
  const isOver = sessionsEndedAt && session.createdAt <= sessionsEndedAt
  const revokedAt = session.revokedAt ?? (isOver ? sessionsEndedAt : undefined)
  return {
    id: session.id,
    ...presentClient(session),
    redirectHost: session.redirectHost,
    createdAt: session.createdAt.toISOString(),
    ...(session.lastSeenAt && { lastSeenAt: session.lastSeenAt.toISOString() }),
    ...(session.expiresAt && { expiresAt: session.expiresAt.toISOString() }),
    ...(revokedAt && { revokedAt: revokedAt.toISOString() }),
    state: stateOf(revokedAt, session.expiresAt, now),
  }
}

function stateOf(
  revokedAt: Date | undefined,
  expiresAt: Date | null | undefined,
  now: Date,
): EndUserSessionDto['state'] {
  if (revokedAt) return 'revoked'
  return expiresAt && expiresAt <= now ? 'expired' : 'live'
}

/** A client by the name it gives itself, with the domain of the document that identifies it (CIMD), if there is one. */
export function presentClient({ clientName, clientId }: Pick<McpServerSession, 'clientName' | 'clientId'>) {
  const document = clientId.startsWith('https://') ? URL.parse(clientId) : null
  return { clientName, ...(document && { clientDomain: document.hostname }) }
}
