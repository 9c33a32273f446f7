import type { EntityManager } from '@mikro-orm/sql'
import {
  ChangeSetType,
  type EntityManager as CoreEntityManager,
  type EventSubscriber,
  type FlushEventArgs,
} from '@mikro-orm/core'
import { id } from './column-types.ts'

/** Declares an entity as a tenant's: reads are filtered, and `TenantGuard` watches its writes. */
export const tenantFilter = {
  tenant: {
    name: 'tenant',
    cond: ({ organizationId }: { organizationId: string }) => ({ organizationId }),
    default: true,
  },
}

export const tenantId = () => id()

/** An EntityManager that can read and write one organization's rows only. */
export type TenantEntityManager = EntityManager & { readonly __tenant: unique symbol }

/** Forks a manager for one organization. The identity map starts empty, because cached rows bypass filters. */
export function forkForTenant(em: EntityManager, organizationId: string): TenantEntityManager {
  const fork = em.fork()
  fork.setFilterParams('tenant', { organizationId })
  return fork as TenantEntityManager
}

/**
 * Refuses a flush that would write another tenant's row, move a row between tenants, or write a tenant's row
 * without a tenant. Filters cover reads only; composite foreign keys refuse links to foreign rows.
 */
export class TenantGuard implements EventSubscriber {
  onFlush({ em, uow }: FlushEventArgs): void {
    const tenant = tenantOf(em)
    for (const change of uow.getChangeSets()) {
      if (!('tenant' in change.meta.filters)) continue
      const { organizationId } = change.entity as { organizationId?: string }
      const moved = change.type === ChangeSetType.UPDATE && 'organizationId' in change.payload
      if (!tenant || organizationId !== tenant || moved) {
        throw new Error(`Cross-tenant write of ${change.meta.className} refused`)
      }
    }
  }
}

function tenantOf(em: CoreEntityManager): string | undefined {
  // Typed as always there, but undefined on a manager that was never given a tenant.
  const parameters = em.getFilterParams('tenant') as { organizationId: string } | undefined
  return parameters?.organizationId
}
