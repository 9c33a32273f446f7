import { withoutSlash } from '#sdk/wire/resource-url.ts'

/**
 * Whether a resource indicator (RFC 8707 §2) means the MCP endpoint. Clients send its address with or without the last
 * slash, with a query, or its origin only. A server has one resource, so all of these mean it.
 */
export function isAliasOf(resourceUrl: string, indicator: string): boolean {
  const resource = new URL(resourceUrl)
  const asked = URL.parse(indicator)
  if (!asked || asked.origin !== resource.origin || asked.username || asked.password) return false
  const path = withoutSlash(asked.pathname)
  return path === '' || path === withoutSlash(resource.pathname)
}
