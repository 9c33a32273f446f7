import { OPERATOR } from '../audit-log/operator.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { PlatformContext } from '../context.ts'
import { tenantScope } from '../tenant-scope.ts'
import { serverStore } from './oauth-store.ts'
import { addSigningKey, deleteRetiredKeys, hasReadableKey } from './signing-keys.ts'
import { findSignInServer } from './find-sign-in-server.ts'
import { staffStore } from './staff-store.ts'
import { findSignInServers } from './sign-in-server.repository.ts'

/** The authorization server of staff, as operators read it. */
const DESK = 'the desk'

/**
 * Gives the authorization server of one MCP server, or of all, a new signing key. It begins to sign after a quarter of
 * an hour, when every verifier has had time to fetch it. Keys that are not needed any more are deleted.
 *
 * @param slug which server; absent for all whose users sign in
 * @returns the slugs of the servers; the desk's own is added where agents of staff have signed in
 * @throws DomainError `server-not-found`
 */
export async function rotateSigningKeys(platform: PlatformContext, slug?: string): Promise<string[]> {
  const servers =
    slug === undefined ? findSignInServers(platform.em) : [await findSignInServer(platform, slug)]
  const slugs: string[] = []
  for await (const { organizationId, mcpServerId, slug } of servers) {
    const scope = tenantScope(platform, organizationId)
    // Written with the key, in the same flush.
    writeAuditEntry(scope.em, { ...scope, actor: OPERATOR }, { action: 'signing-key-rotated', subject: slug })
    const store = serverStore(scope, mcpServerId)
    await addSigningKey(store)
    await deleteRetiredKeys(store)
    slugs.push(slug)
  }
  return slug === undefined && (await rotateStaffKeys(platform)) ? [...slugs, DESK] : slugs
}

/** @returns whether there was a key. The first one is made when it is needed */
async function rotateStaffKeys(platform: PlatformContext): Promise<boolean> {
  const store = staffStore({ ...platform, em: platform.em.fork() })
  if ((await hasReadableKey(store)) === undefined) return false
  await addSigningKey(store)
  await deleteRetiredKeys(store)
  return true
}
