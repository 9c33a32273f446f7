import { ForeignKeyConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { Account } from '../account/account.entity.ts'
import type { PlatformContext } from '../context.ts'
import { tenantScope } from '../tenant-scope.ts'
import { Membership } from './membership.entity.ts'

/** An account that is written, and whose membership may not be. */
export type UnfinishedAccount = Pick<Account, 'id' | 'createdAt'> & { joiningOrganizationId: string }

/** Milliseconds in which the request that wrote an account writes its membership, or gives up. */
const TO_JOIN_MS = 30_000
/** After so many, no transaction of that request can be open any more: Vitess itself ends one after 30 s. */
const LEFT_ALONE_MS = 60_000

type Context = Pick<PlatformContext, 'em' | 'now'>

export function isUnfinished<T extends Account>(account: T): account is T & UnfinishedAccount {
  return (account.joiningOrganizationId ?? null) !== null
}

/** Whether the account has the membership that it was written for. */
export async function hasJoined(
  ctx: PlatformContext,
  { id, joiningOrganizationId }: UnfinishedAccount,
): Promise<boolean> {
  const { em } = tenantScope(ctx, joiningOrganizationId)
  return (await em.findOne(Membership, { accountId: id }, { fields: ['id'] })) !== null
}

/** @throws when it is too late to write the membership, because somebody may delete the account */
export function refuseLateJoin({ now }: Context, { createdAt }: UnfinishedAccount): void {
  if (now().getTime() - createdAt.getTime() > TO_JOIN_MS)
    throw new Error('The account was written too long ago')
}

/** Takes the mark away. @returns whether it was there: of several requests, one finishes an account */
export async function finishAccount(em: EntityManager, account: UnfinishedAccount): Promise<boolean> {
  const { id, joiningOrganizationId } = account
  return (await em.nativeUpdate(Account, { id, joiningOrganizationId }, { joiningOrganizationId: null })) > 0
}

/** Deletes an account that has no membership, unless somebody went on with it meanwhile. */
export async function deleteUnfinished(em: EntityManager, account: UnfinishedAccount): Promise<void> {
  const { id, joiningOrganizationId, createdAt } = account
  await em.nativeDelete(Account, { id, joiningOrganizationId, createdAt })
}

/**
 * Ends what was begun with an account and left: with its membership it is finished, without it is deleted.
 *
 * @returns `pending` while the request that wrote it may still go on
 */
export async function settleAccount(
  ctx: PlatformContext,
  account: UnfinishedAccount,
): Promise<'finished' | 'deleted' | 'pending'> {
  const em = ctx.em.fork()
  if (!(await hasJoined(ctx, account))) {
    if (account.createdAt > leftBefore(ctx)) return 'pending'
    try {
      await deleteUnfinished(em, account)
      return 'deleted'
    } catch (error) {
      // Something belongs to it: a release that does not know the mark let it in.
      if (!(error instanceof ForeignKeyConstraintViolationException)) throw error
    }
  }
  await finishAccount(em, account)
  return 'finished'
}

/** Whether an account may be used. One that was left unfinished with its membership is finished now. */
export async function isFinished(ctx: PlatformContext, account: Account): Promise<boolean> {
  return !isUnfinished(account) || (await settleAccount(ctx, account)) === 'finished'
}

/** The moment before which an unfinished account must have been written to be left by its request. */
export function leftBefore({ now }: Context): Date {
  return new Date(now().getTime() - LEFT_ALONE_MS)
}
