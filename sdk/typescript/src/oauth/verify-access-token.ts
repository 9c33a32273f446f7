/*
 * Checks access tokens the platform issued: JWTs as in RFC 9068, validated by its §4.
 */
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import type { Logger } from '../platform/logger.ts'
import { AccessTokenError } from './access-token-error.ts'
import { isSameResource } from '../wire/resource-url.ts'

/** RFC 9068 §2.2. */
const REQUIRED_CLAIMS = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti']
const CLOCK_TOLERANCE_SECONDS = 5

/** A verified token, in the shape that both MCP SDKs call `AuthInfo`. */
export interface VerifiedAuthInfo {
  token: string
  clientId: string
  scopes: string[]
  /** Seconds since the epoch. */
  expiresAt: number
  /** What the token was issued for: this server. */
  resource: URL
  /** Where this server's metadata is found; v2 names it when it asks for more scopes. */
  resourceMetadataUrl: string
  /** Who it speaks for: `sub` at `iss`. `sid` is the sign-in it came from, `jti` its own id. */
  extra: { sub: string; iss: string; jti: string; sid?: string }
}

export type VerifyAccessToken = (token: string) => Promise<VerifiedAuthInfo>

export interface VerifierParts {
  issuer: string
  resource: URL
  metadataUrl: string
  keys: JWTVerifyGetKey
  logger: Logger
}

/** @returns a function that rejects with {@link AccessTokenError} and with nothing else. */
export function createVerifier(parts: VerifierParts): VerifyAccessToken {
  const { issuer, resource, metadataUrl, keys, logger } = parts
  return async (token) => {
    const claims = await readClaims(token, keys, issuer, logger)
    const { iss, sub, aud, exp, jti, sid, client_id: clientId, scope = '' } = claims
    // A token for several resources could be replayed here by any of them; the platform issues none.
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

async function readClaims(
  token: string,
  keys: JWTVerifyGetKey,
  issuer: string,
  logger: Logger,
): Promise<JWTPayload> {
  try {
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

/** What the token itself is to blame for. Anything else is an outage, and must not look like a bad token. */
const TOKEN_FAULTS: readonly (new (...args: never[]) => Error)[] = [
  errors.JWSInvalid,
  errors.JWTInvalid,
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JWSSignatureVerificationFailed,
]

function toAccessTokenError(error: unknown, logger: Logger): AccessTokenError {
  if (error instanceof AccessTokenError) return error
  if (!TOKEN_FAULTS.some((fault) => error instanceof fault)) {
    logger.warn(`a token could not be checked: ${nameOf(error)}`)
    return new AccessTokenError('temporarily_unavailable', 'Tokens cannot be checked at the moment')
  }
  logger.debug(`a token was refused: ${nameOf(error)}`)
  const expired = error instanceof errors.JWTExpired
  return new AccessTokenError(
    'invalid_token',
    expired ? 'The access token has expired' : 'The access token is not valid',
  )
}

/** The kind of an error and the claim it is about. Messages may quote what they complain of, kinds do not. */
function nameOf(error: unknown): string {
  const { name = 'unknown', claim } = error as { name?: string; claim?: string }
  return claim === undefined ? name : `${name} of ${claim}`
}
