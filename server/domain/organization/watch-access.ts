import type { Permission } from '#shared/permissions.ts'
import type { StaffActor } from '../context.ts'
import { DomainError } from '../errors.ts'
import { isAllowed } from '../policy.ts'

/** Milliseconds between two checks. A live stream must end within 5 s, also without an answer. */
const CHECK_EVERY_MS = 2_000
/** Milliseconds before a check that failed is repeated, at least. At random up to twice as long, to spread the load. */
const MIN_RETRY_MS = 200

export interface AccessOptions {
  /** Reads anew who asked, in one statement. Undefined when they may not be here any more. */
  readActor: () => Promise<StaffActor | undefined>
  permission: Permission
  /** Intervals that a check may go without an answer. */
  patience?: number
}

export interface Access {
  /** Aborted when access is gone, when it cannot be checked, and by `stop`. */
  readonly ended: AbortSignal
  /** Why the check itself failed, if it did. */
  readonly failure: DomainError | undefined
  /** Checks now. */
  mayGoOn: () => Promise<boolean>
  stop: () => void
}

/**
 * Checks once per interval, whatever happens in between, whether who asked for an answer may still get it: an answer that
 * takes long outlives the session or the token, the account and the membership that it was asked with. A check that fails
 * is repeated until the next one is due: when many check at once, the database refuses some of them.
 */
export function watchAccess({ readActor, permission, patience = 1 }: AccessOptions): Access {
  const end = new AbortController()
  const { signal } = end
  let failure: DomainError | undefined
  let isChecking = false
  let unanswered = 0
  const mayGoOn = async (): Promise<boolean> => {
    const actor = await readActor()
    return actor !== undefined && isAllowed(actor, permission)
  }
  const check = async (): Promise<void> => {
    isChecking = true
    unanswered = 0
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
    if (++unanswered < patience) return
    failure = new DomainError('service-unavailable', { retryAfterSeconds: 1 })
    end.abort()
  }, CHECK_EVERY_MS)
  return {
    ended: signal,
    get failure() {
      return failure
    },
    mayGoOn,
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
