import { withoutSlash } from '#sdk/wire/resource-url.ts'

/**
 * Whether a resource indicator (RFC 8707 §2) means the MCP endpoint. Clients send its address with or without the last
 * slash, with a query, or its origin only. A server has one resource, so all of these mean it.
 */
export function isAliasOf(resourceUrl: string, indicator: string): boolean {
  const resource = new URL(resourceUrl)
  const asked = URL.parse(indicator)
  if (!asked || asked.origin !== resource.origin || asked.username || asked.password) return false
  // RFC 8707 §2 forbids fragments.
  if (asked.href.includes('#')) return false
  const path = withoutSlash(asked.pathname)
  return path === '' || path === withoutSlash(resource.pathname)
}

/** The one spelling of resource indicators that mean the MCP endpoint. All others stay as they are, to be refused. */
export function canonicalResource(resourceUrl: string, indicators: unknown): unknown {
  if (typeof indicators === 'string') return isAliasOf(resourceUrl, indicators) ? resourceUrl : indicators
  if (!Array.isArray(indicators)) return indicators
  // A parameter without a value counts as absent (RFC 6749 §3.1).
  const spelled = new Set(
    indicators.filter((each) => each !== '').map((each) => canonicalResource(resourceUrl, each)),
  )
  return spelled.size === 1 ? [...spelled][0] : [...spelled]
}
