/*
 * Checks access tokens that the platform issued: JWTs as in RFC 9068, validated by its §4.
 */
import type { JWTPayload } from 'jose'
import { isSameResource } from '../wire/resource-url.ts'
import type { Logger } from '../platform/logger.ts'
import { AccessTokenError } from './access-token-error.ts'
import type { FindKey } from './key-set.ts'

/** RFC 9068 §2.2. */
const REQUIRED_CLAIMS = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti']
const CLOCK_TOLERANCE_SECONDS = 5

/** A verified token. It fits the type `AuthInfo` of both MCP SDKs. */
export interface VerifiedAuthInfo {
  token: string
  clientId: string
  scopes: string[]
  /** Seconds since the epoch. */
  expiresAt: number
  /** The resource that the token was issued for, which is this server. */
  resource: URL
  /** The URL of this server's metadata. v2 of the MCP SDK names it when it asks for more scopes. */
  resourceMetadataUrl: string
  /** The user is `sub` at the issuer `iss`. `sid` is the user's session, `jti` the token's own id. */
  extra: { sub: string; iss: string; jti: string; sid?: string }
}

export type VerifyAccessToken = (token: string) => Promise<VerifiedAuthInfo>

export interface VerifierParts {
  issuer: string
  resource: URL
  metadataUrl: string
  keys: FindKey
  logger: Logger
}

/** @returns a function that rejects with {@link AccessTokenError} and with nothing else. */
export function createVerifier(parts: VerifierParts): VerifyAccessToken {
  const { issuer, resource, metadataUrl, keys, logger } = parts
  return async (token) => {
    const claims = await readClaims(token, keys, issuer, logger)
    const { iss, sub, aud, exp, jti, sid, client_id: clientId, scope = '' } = claims
    // A token for several resources could be used here by any of them. The platform issues none.
    if (!isSameResource(aud, resource))
      throw new AccessTokenError('invalid_token', 'The access token was issued for another resource')
    if (!isName(iss) || !isName(sub) || !isName(jti) || !isName(clientId) || typeof scope !== 'string')
      throw new AccessTokenError('invalid_token', 'The access token is not valid')
    return {
      token,
      clientId,
      scopes: scope.split(' ').filter((one) => one !== ''),
      expiresAt: Number(exp),
      resource,
      resourceMetadataUrl: metadataUrl,
      extra: { sub, iss, jti, ...(isName(sid) && { sid }) },
    }
  }
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''

async function readClaims(token: string, keys: FindKey, issuer: string, logger: Logger): Promise<JWTPayload> {
  try {
    const { jwtVerify } = await import('jose')
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      algorithms: ['ES256'],
      typ: 'at+jwt',
      requiredClaims: REQUIRED_CLAIMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    })
    return payload
  } catch (error) {
    throw toAccessTokenError(error, logger)
  }
}

const EXPIRED = 'ERR_JWT_EXPIRED'

/** Codes of errors that mean that the token is not valid. Any other is an outage and must not look like a bad token. */
const TOKEN_FAULTS = new Set([
  EXPIRED,
  'ERR_JWS_INVALID',
  'ERR_JWT_INVALID',
  'ERR_JWT_CLAIM_VALIDATION_FAILED',
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
])

function toAccessTokenError(error: unknown, logger: Logger): AccessTokenError {
  if (error instanceof AccessTokenError) return error
  const { code = '' } = error as { code?: string }
  if (!TOKEN_FAULTS.has(code)) {
    logger.warn(`a token could not be checked: ${nameOf(error)}`)
    return new AccessTokenError('temporarily_unavailable', 'Tokens cannot be checked at the moment')
  }
  logger.debug(`a token was refused: ${nameOf(error)}`)
  return new AccessTokenError(
    'invalid_token',
    code === EXPIRED ? 'The access token has expired' : 'The access token is not valid',
  )
}

/** The name of an error and the claim that it is about. Messages are left out, because they may quote the token. */
function nameOf(error: unknown): string {
  const { name = 'unknown', claim } = error as { name?: string; claim?: string }
  return claim === undefined ? name : `${name} of ${claim}`
}
