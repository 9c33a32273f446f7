import type { JWTPayload } from 'jose'
import { DomainError } from '../errors.ts'
import type { OauthStore } from './oauth-store.ts'
import { readSigningKeys, SIGNING_ALGORITHM } from './signing-keys.ts'
import { loadJose } from './vault.ts'

/** How far the clocks of the platform's processes may differ. */
const CLOCK_TOLERANCE_SECONDS = 5

interface Expected {
  issuer: string
  audience: string
  /** Claims that it has besides those of every access token. */
  claims: readonly string[]
}

/**
 * Checks an access token of one authorization server (RFC 9068 §4): signature, type, issuer, audience and expiry.
 *
 * @returns its claims
 * @throws DomainError `invalid-token`
 */
export async function verifyToken(
  store: OauthStore,
  { issuer, audience, claims }: Expected,
  token: string,
): Promise<JWTPayload> {
  const keys = await readSigningKeys(store)
  const { createLocalJWKSet, errors, jwtVerify } = await loadJose()
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: keys.map(publicPart) }), {
      issuer,
      audience,
      algorithms: [SIGNING_ALGORITHM],
      typ: 'at+jwt',
      requiredClaims: ['sub', 'sid', 'exp', 'iat', 'jti', 'client_id', ...claims],
      currentDate: store.now(),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    })
    return payload
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new DomainError('invalid-token')
    throw error
  }
}

function publicPart<Key extends { d?: string }>({ d: _private, ...key }: Key) {
  return key
}

/** The scopes of an access token, as text that nobody has checked. */
export function scopesOfToken({ scope }: JWTPayload): string[] {
  return typeof scope === 'string' ? scope.split(' ') : []
}
