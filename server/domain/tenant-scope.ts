import { forkForTenant } from '../db/tenant.ts'
import type { PlatformContext, TenantScope } from './context.ts'

/** Work inside one organization, with a manager of its own that reaches this organization's rows only. */
export function tenantScope(platform: PlatformContext, organizationId: string): TenantScope {
  return { ...platform, em: forkForTenant(platform.em, organizationId), organizationId }
}
