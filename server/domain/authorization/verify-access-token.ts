import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import { mcpServerOrigin, type TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import { SCOPE } from '../mcp-server/scope.ts'
import { readSigningKeys, SIGNING_ALGORITHM } from './signing-keys.ts'

/** How far the clocks of the platform's processes may differ. */
const CLOCK_TOLERANCE_SECONDS = 5

/** The user of a token, and the session in which it was issued. */
export interface TokenSubject {
  userId: string
  sessionId: string
}

/**
 * Checks an access token that this platform issued for one MCP server (RFC 9068 §4): signature, type, issuer,
 * audience, expiry and scope. It does not check whether the session has ended since.
 *
 * @throws DomainError `invalid-token`, `insufficient-scope`
 */
export async function verifyAccessToken(
  scope: TenantScope,
  server: { mcpServerId: string; slug: string; resourceUrl: string },
  token: string,
): Promise<TokenSubject> {
  const keys = await readSigningKeys(scope, server.mcpServerId)
  const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: keys.map(publicPart) }), {
    issuer: mcpServerOrigin(scope.settings, server.slug),
    audience: server.resourceUrl,
    algorithms: [SIGNING_ALGORITHM],
    typ: 'at+jwt',
    requiredClaims: ['sub', 'sid', 'exp', 'iat', 'jti', 'client_id'],
    currentDate: scope.now(),
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  }).catch((error: unknown) => {
    if (error instanceof errors.JOSEError) throw new DomainError('invalid-token')
    throw error
  })
  if (!scopesOf(payload).includes(SCOPE)) throw new DomainError('insufficient-scope')
  return { userId: String(payload.sub), sessionId: String(payload.sid) }
}

function publicPart<Key extends { d?: string }>({ d: _private, ...key }: Key) {
  return key
}

function scopesOf({ scope }: JWTPayload): string[] {
  return typeof scope === 'string' ? scope.split(' ') : []
}
