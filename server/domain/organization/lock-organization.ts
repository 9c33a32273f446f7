import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { Organization } from './organization.entity.ts'

/** Locks the organization for the rest of the transaction, to decide what only one request may decide at a time. */
export async function lockOrganization(em: EntityManager, id: string): Promise<void> {
  await em.findOneOrFail(Organization, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })
}
