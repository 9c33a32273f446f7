import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { Organization } from './organization.entity.ts'

/**
 * Locks the organization for the rest of the transaction, to decide what only one request may decide at a time. It has to
 * come before rows that refer to the organization: each of these takes a shared lock, and two requests that both have one
 * would wait for each other.
 */
export function lockOrganization(em: EntityManager, id: string): Promise<Organization> {
  return em.findOneOrFail(Organization, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })
}
