import type { EntityManager } from '@mikro-orm/sql'
import { deleteInBatches } from '../../db/delete-in-batches.ts'

/** Hours for which a client that registered itself is kept without the consent of any user. */
const UNUSED_CLIENT_HOURS = 24

/** Deletes expired artifacts and unused clients of all tenants, so it does not use the tenant filter. */
export async function deleteExpiredOauth(em: EntityManager, now: Date): Promise<void> {
  await deleteInBatches(em, { table: 'oauth_artifact', key: 'id_hash', condition: 'expires_at < ?' }, [now])
  const unused = 'last_used_at is null and created_at < ?'
  await deleteInBatches(em, { table: 'oauth_client', key: 'id', condition: unused }, [
    new Date(now.getTime() - UNUSED_CLIENT_HOURS * 3_600_000),
  ])
}
