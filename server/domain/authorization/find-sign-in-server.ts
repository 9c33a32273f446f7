import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { findServerWithKeys, type ServerWithKeys, type SignInServer } from './sign-in-server.repository.ts'

export type { SignInServer }

/**
 * The MCP server with this host label, if its users sign in there.
 *
 * @throws DomainError `server-not-found`: unknown, archived and without sign-in get the same answer
 */
export async function findSignInServer({ em }: PlatformContext, slug: string): Promise<ServerWithKeys> {
  const server = await findServerWithKeys(em, slug)
  if (!server) throw new DomainError('server-not-found')
  return server
}
