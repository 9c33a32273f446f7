import type { EntityManager } from '@mikro-orm/sql'

/** Hours for which a client that registered itself is kept without the consent of any user. */
const UNUSED_CLIENT_HOURS = 24

/** Deletes expired artifacts and unused clients of all tenants, so it does not use the tenant filter. */
export async function deleteExpiredOauth(em: EntityManager, now: Date): Promise<void> {
  await em.execute('delete from oauth_artifact where expires_at < ?', [now])
  await em.execute('delete from oauth_client where last_used_at is null and created_at < ?', [
    new Date(now.getTime() - UNUSED_CLIENT_HOURS * 3_600_000),
  ])
}
