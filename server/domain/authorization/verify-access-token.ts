import { mcpServerOrigin, type TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import { SCOPE } from '../mcp-server/scope.ts'
import { serverStore } from './oauth-store.ts'
import { scopesOfToken, verifyToken } from './verify-token.ts'

/** The user of a token, and the session in which it was issued. */
export interface TokenSubject {
  userId: string
  sessionId: string
}

/**
 * Checks an access token that this platform issued for one MCP server. It does not check whether the session has ended
 * since.
 *
 * @throws DomainError `invalid-token`, `insufficient-scope`
 */
export async function verifyAccessToken(
  scope: TenantScope,
  { mcpServerId, slug, resourceUrl }: { mcpServerId: string; slug: string; resourceUrl: string },
  token: string,
): Promise<TokenSubject> {
  const issuer = mcpServerOrigin(scope.settings, slug)
  const payload = await verifyToken(
    serverStore(scope, mcpServerId),
    { issuer, audience: resourceUrl, claims: [] },
    token,
  )
  if (!scopesOfToken(payload).includes(SCOPE)) throw new DomainError('insufficient-scope')
  return { userId: String(payload.sub), sessionId: String(payload.sid) }
}
