import type { TenantScope } from '../domain/context.ts'
import type { ActiveUser } from '../domain/end-user/active-user.ts'
import { findGrant } from '../domain/end-user/find-grant.ts'
import { revokeGrant } from '../domain/end-user/revoke-grant.ts'
import { saveGrant } from '../domain/end-user/save-grant.ts'
import type { Store } from './store.ts'

/** The user of the grant that a request was found to have. The library asks for them next. */
export const usersOfGrants = new WeakMap<object, ActiveUser>()

/** Grants of one MCP server's users: a grant is a user's session, whose row `openSession` creates. */
export function serverGrants(mcpServerId: string, scope: () => TenantScope): Store['grants'] {
  return {
    find: async (id, ctx) => {
      const found = await findGrant(scope(), mcpServerId, id)
      if (ctx && found?.user) usersOfGrants.set(ctx, found.user)
      return found?.grant
    },
    save: (id, payload, expiresIn) => saveGrant(scope(), id, payload, expiresIn),
    revoke: (id) => revokeGrant(scope(), mcpServerId, id),
  }
}
