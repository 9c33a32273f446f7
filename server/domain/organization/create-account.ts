import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import type { PlatformContext, TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import { tenantScope } from '../tenant-scope.ts'
import { beginAccount, type BegunAccount, type Beginning, type NewAccount } from './begin-account.ts'
import { deleteUnfinished, finishAccount, hasJoined, refuseLateJoin } from './unfinished-account.ts'

interface Steps<P, T> extends Beginning {
  /** Makes the account a member, in one transaction of the organization. */
  join: (scope: TenantScope, accountId: string) => Promise<void>
  /**
   * Reads what is answered. Behind the last COMMIT, a failure would hide that the account is there: the same request, sent
   * again, would be `email-taken`. One by an invitation is `invitation-not-found` as soon as `join` has used that up.
   */
  present: (scope: TenantScope, accountId: string) => Promise<P>
  /** Comes last in the transaction that finishes the account. */
  finish: (em: EntityManager, accountId: string) => Promise<T>
}

export interface Created<P, T> {
  /** What `present` returned. */
  presented: P
  /** What `finish` returned. */
  finished: T
}

/**
 * Creates an account that belongs to an organization, in three transactions, because the two may be in different
 * databases: the account with a mark, its membership, and the end of the mark. The membership is what counts. A process
 * that dies in between leaves what the next request with this address, or `settleAccounts`, finishes or deletes.
 *
 * @throws DomainError `email-taken`, and what the steps throw; then there is no new account
 */
export async function createAccount<P, T>(
  ctx: PlatformContext,
  person: NewAccount,
  { join, present, finish, ...beginning }: Steps<P, T>,
): Promise<Created<P, T>> {
  const account = await beginAccount(ctx, person, beginning)
  const scope = tenantScope(ctx, account.joiningOrganizationId)
  if (!(await hasJoined(ctx, account))) {
    refuseLateJoin(ctx, account)
    await join(scope, account.id).catch((error: unknown) => acceptRefusal(ctx, account, error))
  }
  const presented = await present(scope, account.id)
  const finished = await ctx.em.fork().transactional(async (em) => {
    // Somebody else finished it: the same request, sent twice, is answered as if it came later.
    if (!(await finishAccount(em, account))) throw new DomainError('email-taken')
    return finish(em, account.id)
  })
  return { presented, finished }
}

/** @throws the error, unless the membership is there: the same request, sent twice, was faster */
async function acceptRefusal(ctx: PlatformContext, account: BegunAccount, error: unknown): Promise<void> {
  const isRefused = error instanceof DomainError
  if (!isRefused && !(error instanceof UniqueConstraintViolationException)) throw error
  if (await hasJoined(ctx, account)) return
  // After any other error the membership may come yet, and of an account that was there, by another request.
  if (isRefused && account.isNew) await deleteUnfinished(ctx.em.fork(), account)
  throw error
}
