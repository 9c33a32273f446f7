import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { updateRow } from '../../db/change-row.ts'
import { endSessions } from './end-sessions.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'
import type { McpServerUser } from './mcp-server-user.entity.ts'

/**
 * Locks a user and keeps them out: they cannot sign in, and all their sessions end.
 *
 * @returns whether they could sign in before
 */
export async function shutOut(em: EntityManager, user: McpServerUser, at: Date): Promise<boolean> {
  await em.refresh(user, { lockMode: LockMode.PESSIMISTIC_WRITE })
  const wasEnabled = !user.disabledAt
  if (wasEnabled) await updateRow(em, user, { disabledAt: at })
  const sessions = await em.find(McpServerSession, { mcpServerUserId: user.id, revokedAt: null })
  await endSessions(em, user.mcpServerId, sessions, at)
  return wasEnabled
}
