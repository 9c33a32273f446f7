/*
 * Names of protected resources, and where their metadata is found.
 */
import { isLoopback } from './dsn.ts'

/** The well-known path of RFC 9728 §3.1; the path of the resource follows it. */
export const WELL_KNOWN_PATH = '/.well-known/oauth-protected-resource'

/**
 * Reads the URL of an MCP endpoint as a resource identifier (RFC 8707 §2, RFC 9728 §1.2): absolute, https but on one's
 * own machine, without fragment, and here also without query and credentials.
 *
 * @returns nothing if it is none.
 */
export function parseResource(text: unknown): URL | undefined {
  if (!URL.canParse(String(text))) return undefined
  const url = new URL(String(text))
  const { protocol, hostname, username, password, search, hash } = url
  const secure = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
  return secure && !username && !password && !search && !hash ? url : undefined
}

/** The canonical spelling, which is also the dashboard's: an origin alone ends without a slash. */
export function spellResource(url: URL): string {
  return url.pathname === '/' ? url.origin : url.href
}

/**
 * Whether two spellings name one resource: whatever the case of scheme and host, with or without the default port (RFC
 * 3986 §6.2), and with or without one slash at the end (MCP authorization, "Canonical Server URI"). All else differs.
 */
export function isSameResource(one: unknown, other: URL): boolean {
  const url = typeof one === 'string' ? parseResource(one) : undefined
  return url !== undefined && withoutSlash(url.href) === withoutSlash(other.href)
}

/** Where the metadata of a resource is found. */
export function locateMetadata(resource: URL): string {
  return `${resource.origin}${WELL_KNOWN_PATH}${withoutSlash(resource.pathname)}`
}

export function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path
}
