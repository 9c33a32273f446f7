import type { AdapterPayload } from 'oidc-provider'
import { canonicalResource } from './resource-alias.ts'

/**
 * What was kept before resources had one spelling: a code, refresh token or grant names the resource as its client
 * spelled it then.
 */
export function canonicalPayload(resourceUrl: string, payload: AdapterPayload): AdapterPayload {
  const { resource, resources } = payload
  const canonical = { ...payload }
  if (resource) canonical.resource = canonicalResource(resourceUrl, resource) as string | string[]
  if (resources) {
    canonical.resources = Object.fromEntries(
      Object.entries(resources).map(([name, scope]) => [canonicalResource(resourceUrl, name), scope]),
    ) as typeof resources
  }
  return canonical
}
