import type { EntityManager } from '@mikro-orm/sql'
import { deleteInBatches } from '../../db/delete-in-batches.ts'

/** Deletes the sessions that have expired, of all accounts. */
export async function deleteExpiredSessions(em: EntityManager, now: Date): Promise<void> {
  const expired = { table: 'dashboard_session', key: 'id_hash', condition: 'expires_at <= ?' }
  await deleteInBatches(em, expired, [now])
}
