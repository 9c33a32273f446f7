/*
 * The URL of an MCP endpoint as the identifier of a protected resource, and where its metadata is found.
 */
import { isLoopbackHost } from './loopback.ts'

/** The well-known path of RFC 9728 §3.1; the path of the resource follows it. */
export const WELL_KNOWN_PATH = '/.well-known/oauth-protected-resource'

/** `extra-parts`: a user name, a password, a query or a fragment. */
export type ResourceFault = 'not-absolute' | 'not-https' | 'extra-parts'

/**
 * Reads the URL of an MCP endpoint as a resource identifier (RFC 8707 §2, RFC 9728 §1.2, MCP authorization "Canonical
 * Server URI"): absolute, `https` or else on this machine, and without a fragment. Queries and credentials are refused
 * too, because they would make several names for one endpoint.
 *
 * @returns the URL, or the first thing that is wrong with it. Never throws.
 */
export function checkResource(text: string): { url: URL } | { fault: ResourceFault } {
  if (!URL.canParse(text)) return { fault: 'not-absolute' }
  const url = new URL(text)
  const { protocol, hostname, username, password, search, hash } = url
  const secure = protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
  if (!secure) return { fault: 'not-https' }
  return username || password || search || hash ? { fault: 'extra-parts' } : { url }
}

/** The URL of {@link checkResource}, or nothing if anything is wrong with it. */
export function parseResource(text: string): URL | undefined {
  const checked = checkResource(text)
  return 'url' in checked ? checked.url : undefined
}

/** The canonical spelling, which the dashboard stores too: an origin alone ends without a slash. */
export function spellResource(url: URL): string {
  return url.pathname === '/' ? url.origin : url.href
}

/**
 * Whether two spellings name one resource. The case of scheme and host does not matter, nor does the default port (RFC
 * 3986 §6.2) or one slash at the end (MCP authorization, "Canonical Server URI"). Everything else does.
 */
export function isSameResource(one: unknown, other: URL): boolean {
  const url = typeof one === 'string' ? parseResource(one) : undefined
  return url !== undefined && withoutSlash(url.href) === withoutSlash(other.href)
}

/** Where the metadata of a resource is found (RFC 9728 §3.1). */
export function locateMetadata(resource: URL): string {
  return `${resource.origin}${WELL_KNOWN_PATH}${withoutSlash(resource.pathname)}`
}

export function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path
}
