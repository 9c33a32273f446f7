import { OPERATOR } from '../audit-log/operator.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { PlatformContext } from '../context.ts'
import { tenantScope } from '../tenant-scope.ts'
import { addSigningKey, deleteRetiredKeys } from './signing-keys.ts'
import { findSignInServer } from './find-sign-in-server.ts'
import { findSignInServers } from './sign-in-server.repository.ts'

/**
 * Gives the authorization server of one MCP server, or of all, a new signing key. It begins to sign after a quarter of
 * an hour, when every verifier has had time to fetch it. Keys that are not needed any more are deleted.
 *
 * @param slug which server; absent for all whose users sign in
 * @returns the slugs of the servers
 * @throws DomainError `server-not-found`
 */
export async function rotateSigningKeys(platform: PlatformContext, slug?: string): Promise<string[]> {
  const servers =
    slug === undefined ? await findSignInServers(platform.em) : [await findSignInServer(platform, slug)]
  for (const { organizationId, mcpServerId, slug } of servers) {
    const scope = tenantScope(platform, organizationId)
    // Written with the key, in the same flush.
    writeAuditEntry(scope.em, { ...scope, actor: OPERATOR }, { action: 'signing-key-rotated', subject: slug })
    await addSigningKey(scope, mcpServerId)
    await deleteRetiredKeys(scope, mcpServerId)
  }
  return servers.map(({ slug }) => slug)
}
