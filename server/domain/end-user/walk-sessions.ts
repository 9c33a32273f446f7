import type { TenantScope } from '../context.ts'
import { findUserSessions, SESSIONS_PAGE, type UserSession } from './user-session.repository.ts'

/**
 * Reads the sessions of users in pages, user by user, the newest ones first. It reads each one once, however many a user has.
 *
 * @param hasEnough whether no more sessions of a user are needed. It is asked after each page
 */
export async function* walkSessions(
  tenant: Pick<TenantScope, 'em' | 'organizationId'>,
  userIds: readonly string[],
  hasEnough: (userId: string) => boolean = () => false,
): AsyncGenerator<UserSession[]> {
  let left = userIds.toSorted().toReversed()
  while (left.length > 0) {
    let page = await findUserSessions(tenant, left)
    yield page
    if (page.length < SESSIONS_PAGE) return
    // It may have ended among the sessions of a user.
    const { userId } = page.at(-1)!
    while (page.length === SESSIONS_PAGE && !hasEnough(userId)) {
      page = await findUserSessions(tenant, [userId], page.at(-1)!.id)
      yield page
    }
    left = left.slice(left.indexOf(userId) + 1)
  }
}
