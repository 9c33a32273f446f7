import type { SessionDto } from '#shared/account.ts'
import { Account } from '../account/account.entity.ts'
import type { PlatformContext } from '../context.ts'
import { listMembershipsOfAccount } from './membership.repository.ts'
import { presentSession } from './present-session.ts'

/** The signed-in account with its organizations, or null when nobody is signed in. */
export async function readSession(
  ctx: PlatformContext,
  accountId: string | undefined,
): Promise<SessionDto | null> {
  const account = accountId && (await ctx.em.findOne(Account, { id: accountId }))
  return account ? presentSession(account, await listMembershipsOfAccount(ctx.em, account.id)) : null
}
