import { lockRowsOnly } from '../../db/lock-rows-only.ts'
import { forkForTenant } from '../../db/tenant.ts'
import type { PlatformContext, TenantScope } from '../context.ts'
import { readActivity } from './end-user-list.repository.ts'
import {
  deleteSessions,
  EXPIRED_PAGE,
  type ExpiredSession,
  findExpiredSessions,
  findSessionsWithoutTicket,
} from './expired-session.repository.ts'

/** Days for which a user's page shows a session that has expired. A revoked one expires, too. */
const KEPT_DAYS = 90

/**
 * Deletes the sessions of users that expired long ago, in batches. Those stay that a ticket names, and the last one of each user, by
 * which the dashboard says when they were last seen.
 */
export async function deleteExpiredSignIns({ em, now }: Pick<PlatformContext, 'em' | 'now'>): Promise<void> {
  const before = new Date(now().getTime() - KEPT_DAYS * 86_400_000)
  // What stays is not read twice in a run.
  let last: Pick<ExpiredSession, 'id' | 'expiresAt'> | undefined = { id: '', expiresAt: new Date(0) }
  while (last) {
    const page: ExpiredSession[] = await findExpiredSessions(em, before, last)
    for (const [organizationId, expired] of Map.groupBy(page, (session) => session.organizationId)) {
      const tenant = { em: forkForTenant(em, organizationId), organizationId, now }
      const ids = await findUnneeded(tenant, expired)
      if (ids.length > 0)
        await lockRowsOnly(tenant.em, (em) => deleteSessions({ em, organizationId }, ids, before))
    }
    last = page.length === EXPIRED_PAGE ? page.at(-1) : undefined
  }
}

/** Which of the sessions no ticket names, and do not say when their user was last seen. */
async function findUnneeded(
  tenant: Pick<TenantScope, 'em' | 'organizationId' | 'now'>,
  expired: readonly ExpiredSession[],
): Promise<string[]> {
  const activity = await readActivity(tenant, [...new Set(expired.map(({ userId }) => userId))])
  const isLast = ({ userId, lastSeenAt }: ExpiredSession) =>
    lastSeenAt?.getTime() === activity.get(userId)?.lastSeenAt?.getTime()
  const ids = expired.filter((session) => !session.lastSeenAt || !isLast(session)).map(({ id }) => id)
  return ids.length > 0 ? findSessionsWithoutTicket(tenant, ids) : []
}
