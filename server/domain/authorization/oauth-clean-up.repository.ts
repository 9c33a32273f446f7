import type { EntityManager } from '@mikro-orm/sql'
import { deleteInBatches, deleteOfTenantsInBatches } from '../../db/delete-in-batches.ts'

/** Hours for which a client that registered itself is kept without anybody's consent. */
const UNUSED_CLIENT_HOURS = 24

/** Deletes expired artifacts and unused clients of all tenants and of staff, so it does not use the tenant filter. */
export async function deleteExpiredOauth(em: EntityManager, now: Date): Promise<void> {
  const artifacts = { key: 'id_hash', condition: 'expires_at < ?' }
  await deleteOfTenantsInBatches(em, { table: 'oauth_artifact', ...artifacts }, [now])
  await deleteInBatches(em, { table: 'staff_artifact', ...artifacts }, [now])
  const clients = { key: 'id', condition: 'last_used_at is null and created_at < ?' }
  const oldest = new Date(now.getTime() - UNUSED_CLIENT_HOURS * 3_600_000)
  await deleteOfTenantsInBatches(em, { table: 'oauth_client', ...clients }, [oldest])
  await deleteInBatches(em, { table: 'staff_client', ...clients }, [oldest])
}
