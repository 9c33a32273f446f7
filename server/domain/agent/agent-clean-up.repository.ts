import type { EntityManager } from '@mikro-orm/sql'
import { deleteOfTenantsInBatches } from '../../db/delete-in-batches.ts'

/** Hours for which an agent is kept whose code nobody redeemed. */
const UNREDEEMED_HOURS = 24

/** Deletes agents of all tenants that never were connected, so it does not use the tenant filter. Others stay: histories name them. */
export async function deleteUnredeemedAgents(em: EntityManager, now: Date): Promise<void> {
  const condition = 'last_used_at is null and created_at < ?'
  await deleteOfTenantsInBatches(em, { table: 'connected_agent', key: 'id', condition }, [
    new Date(now.getTime() - UNREDEEMED_HOURS * 3_600_000),
  ])
}
