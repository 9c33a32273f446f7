import type { PlatformContext } from '../context.ts'
import { Account } from './account.entity.ts'
import { Sessions } from './sessions.ts'
import type { SignInBrowser } from './sign-in-browser.ts'

/**
 * Ends the sessions of an account, at once. No browser is known to it any more, except the one that asks, if its session
 * stays.
 *
 * @param except the secret of the session that stays; without it, all of them end
 */
export async function signOutEverywhere(
  ctx: PlatformContext,
  accountId: string,
  browser: SignInBrowser,
  except: string | undefined,
): Promise<void> {
  const { emailKey } = await ctx.em.findOneOrFail(Account, { id: accountId })
  const devicesForgottenAt = ctx.now()
  const account = { emailKey, knownSince: devicesForgottenAt }
  const knownNetworks = (except !== undefined && browser.remember(account)) || null
  await ctx.em.fork().transactional(async (em) => {
    await em.nativeUpdate(Account, { id: accountId }, { devicesForgottenAt, knownNetworks })
    const sessions = new Sessions(em)
    await (except === undefined ? sessions.endAll(accountId) : sessions.endOthers(accountId, except))
  })
}
