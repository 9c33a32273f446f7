/*
 * The document that tells clients where to sign their users in (RFC 9728 §2). It is made from the setup alone, so it is
 * there even while the authorization server is not.
 */
import { locateMetadata, spellResource, WELL_KNOWN_PATH, withoutSlash } from '../wire/resource-url.ts'
import type { Answer } from './answer.ts'

/** The metadata of a protected resource (RFC 9728 §2). */
export interface ResourceMetadata {
  resource: string
  authorization_servers: string[]
  scopes_supported?: string[]
  bearer_methods_supported: string[]
  resource_name?: string
}

export interface MetadataParts {
  issuer: string
  resource: URL
  scopes: readonly string[]
  resourceName: string | undefined
}

/** The issuer is copied exactly as tokens name it, because with one more slash it would be another issuer. */
export function describeResource({
  issuer,
  resource,
  scopes,
  resourceName,
}: MetadataParts): ResourceMetadata {
  return {
    resource: spellResource(resource),
    authorization_servers: [issuer],
    ...(scopes.length > 0 && { scopes_supported: [...scopes] }),
    bearer_methods_supported: ['header'],
    ...(resourceName !== undefined && { resource_name: resourceName }),
  }
}

/** Whether clients look for the metadata at this path: the well-known path, with or without the resource's own path. */
export function isMetadataPath(path: string, resource: URL): boolean {
  const asked = withoutSlash(path)
  return asked === WELL_KNOWN_PATH || asked === new URL(locateMetadata(resource)).pathname
}

const METHODS = 'GET, HEAD, OPTIONS'
/** The document is public, and clients that run in browsers read it from other origins. */
const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-methods': METHODS }
const JSON_TYPE = { 'content-type': 'application/json' }

/** @param requestedHeaders those of a preflight request. MCP clients send headers of their own; all are allowed. */
export function answerMetadata(
  method: string | undefined,
  requestedHeaders: string | undefined,
  metadata: ResourceMetadata,
): Answer {
  switch (method) {
    case 'GET':
      return {
        status: 200,
        headers: { ...CORS, ...JSON_TYPE, 'cache-control': 'public, max-age=300' },
        body: metadata,
      }
    case 'HEAD':
      return { status: 200, headers: { ...CORS, ...JSON_TYPE, 'cache-control': 'public, max-age=300' } }
    case 'OPTIONS':
      return {
        status: 204,
        headers: {
          ...CORS,
          ...(requestedHeaders !== undefined && { 'access-control-allow-headers': requestedHeaders }),
          vary: 'access-control-request-headers',
        },
      }
    default:
      return { status: 405, headers: { ...CORS, allow: METHODS } }
  }
}
