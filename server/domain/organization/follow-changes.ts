import type { ChangeDto } from '#shared/support-ticket.ts'
import type { ChangeFeed } from '../change-feed.ts'
import type { StaffActor, TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow, isAllowed } from '../policy.ts'

/** Milliseconds between two checks of whether a stream may go on. It must end within 5 s, also without an answer. */
const CHECK_EVERY_MS = 2_000
/** Milliseconds before a check that failed is repeated, at least. At random up to twice as long, to spread the load. */
const MIN_RETRY_MS = 200

export interface FollowOptions {
  changes: ChangeFeed
  /** Reads anew who opened the stream, in one statement. Undefined when they may not be here any more. */
  readActor: () => Promise<StaffActor | undefined>
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
  const mayGoOn = async (): Promise<boolean> => {
    const actor = await readActor()
    return actor !== undefined && isAllowed(actor, 'read tickets')
  }
  const access = watchAccess(mayGoOn)
  try {
    const either = AbortSignal.any([signal, access.ended])
    for await (const [id, change] of changes.follow(organizationId, lastEventId, either)) {
      // The change may be that this very person is no member any more.
      if (change.type === 'members-changed' && !(await mayGoOn())) return
      yield [id, change]
    }
  } finally {
    access.stop()
  }
  if (access.failure !== undefined) throw access.failure
}

interface Access {
  readonly ended: AbortSignal
  /** Why the check itself failed, if it did. */
  readonly failure: unknown
  stop(): void
}

/**
 * Checks once per interval, whatever happens in between, and ends access when it is gone or cannot be checked. A check
 * that fails is repeated until the next one is due: when many streams check at once, the database refuses some of them.
 */
function watchAccess(mayGoOn: () => Promise<boolean>): Access {
  const end = new AbortController()
  const { signal } = end
  let failure: unknown
  let isChecking = false
  const check = async (): Promise<void> => {
    isChecking = true
    let allowed: boolean | undefined
    while (allowed === undefined && !signal.aborted) {
      allowed = await mayGoOn().catch(() => undefined)
      if (allowed === undefined) await waitToRetry()
    }
    isChecking = false
    if (allowed === false) end.abort()
  }
  const timer = setInterval(() => {
    if (!isChecking) return void check()
    failure = new DomainError('service-unavailable', { retryAfterSeconds: 1 })
    end.abort()
  }, CHECK_EVERY_MS)
  return {
    ended: signal,
    get failure() {
      return failure
    },
    stop: () => {
      clearInterval(timer)
      end.abort()
    },
  }
}

function waitToRetry(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, MIN_RETRY_MS * (1 + Math.random()))
  })
}
