import type { EntityManager } from '@mikro-orm/sql'
import { deleteInBatches } from '../../db/delete-in-batches.ts'

/** Hours for which a client that registered itself is kept without anybody's consent. */
const UNUSED_CLIENT_HOURS = 24

/** Deletes expired artifacts and unused clients of all tenants and of staff, so it does not use the tenant filter. */
export async function deleteExpiredOauth(em: EntityManager, now: Date): Promise<void> {
  for (const table of ['oauth_artifact', 'staff_artifact'])
    await deleteInBatches(em, { table, key: 'id_hash', condition: 'expires_at < ?' }, [now])
  const unused = 'last_used_at is null and created_at < ?'
  for (const table of ['oauth_client', 'staff_client'])
    await deleteInBatches(em, { table, key: 'id', condition: unused }, [
      new Date(now.getTime() - UNUSED_CLIENT_HOURS * 3_600_000),
    ])
}
