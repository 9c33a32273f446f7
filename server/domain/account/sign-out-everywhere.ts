import type { PlatformContext } from '../context.ts'
import { Sessions } from './sessions.ts'

/**
 * Ends the sessions of an account, at once.
 *
 * @param except the secret of the session that stays; without it, all of them end
 */
export async function signOutEverywhere(
  ctx: PlatformContext,
  accountId: string,
  except: string | undefined,
): Promise<void> {
  const sessions = new Sessions(ctx.em)
  await (except === undefined ? sessions.endAll(accountId) : sessions.endOthers(accountId, except))
}
