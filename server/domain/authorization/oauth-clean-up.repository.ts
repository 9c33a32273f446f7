import type { EntityManager } from '@mikro-orm/sql'

/** Hours in which somebody must let a client in that registered itself, or it is forgotten. */
const UNUSED_CLIENT_HOURS = 24

/** Deletes what has expired, of all tenants, which is why it goes around the filter. */
export async function deleteExpiredOauth(em: EntityManager, now: Date): Promise<void> {
  await em.execute('delete from oauth_artifact where expires_at < ?', [now])
  await em.execute('delete from oauth_client where last_used_at is null and created_at < ?', [
    new Date(now.getTime() - UNUSED_CLIENT_HOURS * 3_600_000),
  ])
}
