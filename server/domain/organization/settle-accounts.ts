import { Account } from '../account/account.entity.ts'
import type { PlatformContext } from '../context.ts'
import { eachApart } from '../each-apart.ts'
import { isUnfinished, leftBefore, settleAccount } from './unfinished-account.ts'

/** Accounts of one run. Each is what a crash has left. */
const MOST = 1_000

/** Finishes or deletes the accounts that a request began and left, such as by a crash of its process. */
export async function settleAccounts(ctx: PlatformContext): Promise<void> {
  const left = await ctx.em
    .fork()
    .find(
      Account,
      { joiningOrganizationId: { $ne: null }, createdAt: { $lte: leftBefore(ctx) } },
      { orderBy: { joiningOrganizationId: 'asc', createdAt: 'asc' }, limit: MOST },
    )
  await eachApart(left.filter(isUnfinished), (account) => settleAccount(ctx, account))
}
