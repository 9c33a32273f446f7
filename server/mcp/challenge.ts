import { type Scope, SCOPES } from '#shared/access-token.ts'

/** What a client is told to ask for first: to read. */
const FIRST = SCOPES.filter((scope) => scope.endsWith(':read'))

/**
 * Writes the `WWW-Authenticate` by which an MCP client finds out where its user signs in, and for what (RFC 9728 §5.1, MCP
 * authorization, "Scope Challenge Handling").
 *
 * @param error of RFC 6750 §3.1; absent for a request without a token
 */
export function writeChallenge(
  appOrigin: string,
  error?: 'invalid_token' | 'insufficient_scope',
  scopes: readonly Scope[] = FIRST,
): string {
  const parameters = {
    ...(error && { error }),
    resource_metadata: `${appOrigin}/.well-known/oauth-protected-resource/mcp`,
    scope: scopes.join(' '),
  }
  return `Bearer ${Object.entries(parameters)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`
}
