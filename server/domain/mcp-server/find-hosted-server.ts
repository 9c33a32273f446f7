import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { sha256 } from '../sha256.ts'
import { findServerAndKey } from './server-key.repository.ts'

/** No key has it. */
const NO_KEY = sha256('')

/**
 * Makes sure that a host belongs to an MCP server.
 *
 * @param slug the label of the host
 * @throws DomainError `server-not-found` (unknown or archived)
 */
export async function findHostedServer(platform: PlatformContext, slug: string): Promise<void> {
  const server = await findServerAndKey(platform.em, slug, NO_KEY)
  if (!server || server.archivedAt) throw new DomainError('server-not-found')
}
