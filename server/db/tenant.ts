import type { EntityManager } from '@mikro-orm/sql'
import {
  ChangeSetType,
  type EntityManager as CoreEntityManager,
  type EventSubscriber,
  type FlushEventArgs,
} from '@mikro-orm/core'
import { id } from './column-types.ts'
import { noteTenant } from './work.ts'

/** Declares that an entity belongs to tenants: reads are filtered, and `TenantGuard` checks writes. */
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

/** Forks a manager for one organization. Its identity map is empty at first, because cached rows bypass filters. */
export function forkForTenant(em: EntityManager, organizationId: string): TenantEntityManager {
  const fork = em.fork()
  fork.setFilterParams('tenant', { organizationId })
  noteTenant(organizationId)
  return fork as TenantEntityManager
}

/**
 * Refuses a flush that would write a row of another tenant, move a row between tenants, or write a tenant's row from a
 * manager without a tenant. Filters apply to reads only. Composite foreign keys refuse links to rows of other tenants.
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
  // The type says that it is always there, but it is undefined on a manager without a tenant.
  const parameters = em.getFilterParams('tenant') as { organizationId: string } | undefined
  return parameters?.organizationId
}
