import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { DomainError } from '../errors.ts'
import { McpServer } from './mcp-server.entity.ts'

/**
 * Finds a server, archived or not, and locks it for the rest of the transaction.
 *
 * @throws DomainError `server-not-found`
 */
export async function lockMcpServer(em: EntityManager, slug: string): Promise<McpServer> {
  const server = await em.findOne(McpServer, { slug }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  if (!server) throw new DomainError('server-not-found')
  return server
}
