import type { EntityManager } from '@mikro-orm/sql'
import { OauthArtifact } from '../authorization/oauth-artifact.entity.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'

/**
 * Ends sessions of one MCP server inside the caller's transaction and deletes the codes and refresh tokens that were issued in
 * them. A client that renews its token at the same moment finds its session revoked. Sessions first, then artifacts: the same
 * order as wherever both are locked.
 *
 * @returns how many were neither revoked nor over before
 */
export async function endSessions(
  em: EntityManager,
  mcpServerId: string,
  sessions: readonly Pick<McpServerSession, 'id'>[],
  at: Date,
): Promise<number> {
  const ids = sessions.map(({ id }) => id)
  if (ids.length === 0) return 0
  const ended = await noteEnd(em, mcpServerId, ids, at)
  await em.nativeDelete(OauthArtifact, { grantId: { $in: ids } })
  return ended
}

/**
 * Notes when sessions of one MCP server ended. Those that are over because its address changed keep that moment as their end,
 * whoever is first to note it.
 *
 * @returns how many were neither revoked nor over before
 */
export async function noteEnd(
  em: EntityManager,
  mcpServerId: string,
  ids: readonly string[],
  at: Date,
): Promise<number> {
  const notNoted = { id: { $in: [...ids] }, revokedAt: null }
  const { sessionsEndedAt } = await em.findOneOrFail(McpServer, { id: mcpServerId }, { refresh: true })
  if (sessionsEndedAt) {
    const over = { ...notNoted, createdAt: { $lte: sessionsEndedAt } }
    await em.nativeUpdate(McpServerSession, over, { revokedAt: sessionsEndedAt })
  }
  return em.nativeUpdate(McpServerSession, notNoted, { revokedAt: at })
}
