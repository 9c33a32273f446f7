import type { ChangeDto } from '#shared/support-ticket.ts'
import type { ChangeFeed } from '../change-feed.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { type AccessOptions, watchAccess } from './watch-access.ts'

export interface FollowOptions extends Pick<AccessOptions, 'readActor'> {
  changes: ChangeFeed
  /** Where the client left off, if it was connected before. */
  lastEventId: string | undefined
  /** Aborted when the client goes away. */
  signal: AbortSignal
}

/**
 * Follows what changes in an organization until the client goes away. A stream outlives the request that opened it, so
 * it ends by itself after its session or its token, its account or its membership has ended.
 *
 * @throws DomainError `forbidden`, `service-unavailable` when the database does not say whether the stream may go on
 */
export function followChanges(
  tenant: TenantContext,
  options: FollowOptions,
): AsyncGenerator<[id: string, change: ChangeDto]> {
  allow(tenant, 'read tickets')
  return follow(tenant.organizationId, options)
}

/** Without the tenant: its manager would stay in memory as long as the stream. */
async function* follow(
  organizationId: string,
  { changes, readActor, lastEventId, signal }: FollowOptions,
): AsyncGenerator<[id: string, change: ChangeDto]> {
  const access = watchAccess({ readActor, permission: 'read tickets' })
  try {
    const either = AbortSignal.any([signal, access.ended])
    for await (const [id, change] of changes.follow(organizationId, lastEventId, either)) {
      // The change may be that this very person is no member any more.
      if (change.type === 'members-changed' && !(await access.mayGoOn())) return
      yield [id, change]
    }
  } finally {
    access.stop()
  }
  if (access.failure !== undefined) throw access.failure
}
