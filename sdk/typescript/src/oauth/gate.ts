/*
 * What stands before a protected resource, for requests of whatever kind.
 */
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
import { locateMetadata, WELL_KNOWN_PATH } from '../wire/resource-url.ts'
import { createVerifier, type VerifyAccessToken } from './verify-access-token.ts'

interface MetadataRequest {
  method: string | undefined
  path: string
  /** `Access-Control-Request-Headers` */
  requestedHeaders: string | undefined
}

export interface Gate {
  readonly resource?: URL
  readonly metadata?: ResourceMetadata
  readonly metadataUrl?: string
  readonly verify: VerifyAccessToken
  /** Decides about a request that needs all of `scopes`. */
  admit(credentials: Credentials, scopes: readonly string[]): Promise<Access>
  /** The answer to a request for the metadata; nothing to any other. */
  showMetadata(request: MetadataRequest): Answer | undefined
}

export interface GateParts {
  issuer: string
  resource: URL
  scopes: readonly string[]
  resourceName: string | undefined
  timeoutMs: number
  logger: Logger
}

export function openGate({ issuer, resource, scopes, resourceName, timeoutMs, logger }: GateParts): Gate {
  const metadata = describeResource({ issuer, resource, scopes, resourceName })
  const metadataUrl = locateMetadata(resource)
  const keys = openKeySet(issuer, timeoutMs, logger)
  const verify = createVerifier({ issuer, resource, metadataUrl, keys, logger })
  return {
    resource,
    metadata,
    metadataUrl,
    verify,
    admit: (credentials, needed) => checkAccess(credentials, verify, { scopes: needed, metadataUrl }),
    showMetadata: ({ method, path, requestedHeaders }) =>
      isMetadataPath(path, resource) ? answerMetadata(method, requestedHeaders, metadata) : undefined,
  }
}

/** Lets nobody in, because nobody's token could be checked. */
export function closeGate(): Gate {
  const why = 'This server is not set up to check tokens'
  const refusal = askToRetry(why)
  return {
    verify: () => Promise.reject(new AccessTokenError('temporarily_unavailable', why)),
    admit: () => Promise.resolve({ refusal }),
    showMetadata: ({ path }) => (path.startsWith(WELL_KNOWN_PATH) ? refusal : undefined),
  }
}
