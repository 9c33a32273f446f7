/*
 * Checks requests to a protected resource, of whatever kind, and answers requests for its metadata.
 */
import { locateMetadata, WELL_KNOWN_PATH } from '../wire/resource-url.ts'
import type { Logger } from '../platform/logger.ts'
import { AccessTokenError } from './access-token-error.ts'
import type { Answer } from './answer.ts'
import { askToRetry } from './challenge.ts'
import { checkAccess, type Access, type Credentials } from './check-access.ts'
import { openKeySet } from './key-set.ts'
import {
  answerMetadata,
  describeResource,
  isMetadataPath,
  type ResourceMetadata,
} from './resource-metadata.ts'
import { createVerifier, type VerifyAccessToken } from './verify-access-token.ts'

interface MetadataRequest {
  method: string | undefined
  path: string
  /** `Access-Control-Request-Headers` */
  requestedHeaders: string | undefined
}

export interface AccessGuard {
  readonly resource?: URL
  readonly metadata?: ResourceMetadata
  readonly metadataUrl?: string
  readonly verify: VerifyAccessToken
  /** Decides about a request that needs all of `scopes`. Never rejects. */
  check(credentials: Credentials, scopes: readonly string[]): Promise<Access>
  /** The answer to a request for the metadata, or nothing for any other request. */
  showMetadata(request: MetadataRequest): Answer | undefined
}

export interface AccessGuardParts {
  issuer: string
  resource: URL
  scopes: readonly string[]
  resourceName: string | undefined
  timeoutMs: number
  logger: Logger
}

export function createAccessGuard({
  issuer,
  resource,
  scopes,
  resourceName,
  timeoutMs,
  logger,
}: AccessGuardParts): AccessGuard {
  const metadata = describeResource({ issuer, resource, scopes, resourceName })
  const metadataUrl = locateMetadata(resource)
  const keys = openKeySet(issuer, timeoutMs, logger)
  const verify = createVerifier({ issuer, resource, metadataUrl, keys, logger })
  return {
    resource,
    metadata,
    metadataUrl,
    verify,
    check: (credentials, needed) => checkAccess(credentials, verify, { scopes: needed, metadataUrl }),
    showMetadata: ({ method, path, requestedHeaders }) =>
      isMetadataPath(path, resource) ? answerMetadata(method, requestedHeaders, metadata) : undefined,
  }
}

/** A guard that lets nobody in, because without a valid setup no token can be checked. */
export function createClosedGuard(): AccessGuard {
  const why = 'This server is not set up to check tokens'
  const refusal = askToRetry(why)
  return {
    verify: () => Promise.reject(new AccessTokenError('temporarily_unavailable', why)),
    check: () => Promise.resolve({ refusal }),
    showMetadata: ({ path }) => (path.startsWith(WELL_KNOWN_PATH) ? refusal : undefined),
  }
}
