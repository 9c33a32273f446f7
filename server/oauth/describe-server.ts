import { deriveCookieKeys } from '../domain/authorization/derive-cookie-keys.ts'
import type { SignInServer } from '../domain/authorization/find-sign-in-server.ts'
import { type DomainSettings, mcpServerOrigin, type TenantScope } from '../domain/context.ts'
import { findActiveUser } from '../domain/end-user/find-active-user.ts'
import { userStore } from '../domain/end-user/user-store.ts'
import { SCOPE } from '../domain/mcp-server/scope.ts'
import { isSignedInBefore } from './login-time.ts'
import { serverGrants, usersOfGrants } from './server-grants.ts'
import type { Description } from './run-provider.ts'

/**
 * What is special about the authorization server of one MCP server's users.
 *
 * @param scope opens the server's organization anew
 */
export function describeServer(
  { mcpServerId, resourceUrl, slug, name }: SignInServer,
  settings: DomainSettings,
  scope: () => TenantScope,
): Description {
  return {
    issuer: mcpServerOrigin(settings, slug),
    name,
    store: {
      resourceUrl,
      open: () => userStore(scope(), mcpServerId),
      grants: serverGrants(mcpServerId, scope),
      keepsSessions: true,
    },
    scopes: [SCOPE],
    cookieKeys: deriveCookieKeys(settings, mcpServerId),
    pageOf: (uid) => `/sign-in/${uid}`,
    findAccount: async (ctx, id) => {
      const known = usersOfGrants.get(ctx)
      const user = known?.id === id ? known : await findActiveUser(scope(), mcpServerId, id)
      if (
        !user ||
        user.passwordMustChange ||
        isSignedInBefore(ctx.oidc.session?.loginTs, user.passwordChangedAt)
      )
        return undefined
      return { accountId: user.id, claims: () => ({ sub: user.id }) }
    },
    // Staff revoke the session by this id, and tickets are linked to it.
    claimsOf: (sid) => ({ sid }),
  }
}
