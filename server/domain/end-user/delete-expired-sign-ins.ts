import { lockRowsOnly } from '../../db/lock-rows-only.ts'
import { forkForTenant } from '../../db/tenant.ts'
import type { PlatformContext, TenantScope } from '../context.ts'
import {
  deleteSessions,
  EXPIRED_PAGE,
  type ExpiredSession,
  findExpiredSessions,
  findSessionsWithoutTicket,
} from './expired-session.repository.ts'
import { walkSessions } from './walk-sessions.ts'

/** Days for which a user's page shows a session that has expired. A revoked one expires, too. */
const KEPT_DAYS = 90

/** When users were last seen, as far as a run has read, in milliseconds. */
type LastSeen = Map<string, number>

/**
 * Deletes the sessions of users that expired long ago, in batches. Those stay that a ticket names, and the last one of each user, by
 * which the dashboard says when they were last seen.
 */
export async function deleteExpiredSignIns({ em, now }: Pick<PlatformContext, 'em' | 'now'>): Promise<void> {
  const before = new Date(now().getTime() - KEPT_DAYS * 86_400_000)
  // What stays is not read twice in a run.
  let last: Pick<ExpiredSession, 'id' | 'expiresAt'> | undefined = { id: '', expiresAt: new Date(0) }
  let seen: LastSeen = new Map()
  while (last) {
    const page: ExpiredSession[] = await findExpiredSessions(em, before, last)
    // A user with many sessions is in many pages. Of others than those of this page, nothing is kept: so it does not grow.
    seen = new Map(page.map(({ userId }) => [userId, seen.get(userId) ?? 0]))
    for (const [organizationId, expired] of Map.groupBy(page, (session) => session.organizationId)) {
      const tenant = { em: forkForTenant(em, organizationId), organizationId }
      const ids = await findUnneeded(tenant, expired, seen)
      if (ids.length > 0)
        await lockRowsOnly(tenant.em, (em) => deleteSessions({ em, organizationId }, ids, before))
    }
    last = page.length === EXPIRED_PAGE ? page.at(-1) : undefined
  }
}

/**
 * Which of the sessions no ticket names, and do not say when their user was last seen.
 *
 * @param seen is brought up to date. What it says of a user holds for the whole run: the last session of a user stays
 */
async function findUnneeded(
  tenant: Pick<TenantScope, 'em' | 'organizationId'>,
  expired: readonly ExpiredSession[],
  seen: LastSeen,
): Promise<string[]> {
  const ids = await findSessionsWithoutTicket(
    tenant,
    expired.map(({ id }) => id),
  )
  const unnamed = new Set(ids)
  const free = expired.filter(({ id }) => unnamed.has(id))
  const latest: LastSeen = new Map()
  note(latest, free)
  const isSeenLater = (userId: string) => seen.get(userId)! > latest.get(userId)!
  const undecided = [...latest.keys()].filter((userId) => !isSeenLater(userId))
  // Only until a later one is found: a user may have very many sessions.
  for await (const page of walkSessions(tenant, undecided, isSeenLater)) note(seen, page)
  return free
    .filter(({ userId, lastSeenAt }) => !lastSeenAt || lastSeenAt.getTime() < seen.get(userId)!)
    .map(({ id }) => id)
}

function note(seen: LastSeen, sessions: readonly Pick<ExpiredSession, 'userId' | 'lastSeenAt'>[]): void {
  for (const { userId, lastSeenAt } of sessions) {
    if (lastSeenAt) seen.set(userId, Math.max(lastSeenAt.getTime(), seen.get(userId) ?? 0))
  }
}
