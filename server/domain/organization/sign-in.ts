import type { SessionDto, SignInInput } from '#shared/account.ts'
import { Account } from '../account/account.entity.ts'
import type { SignInBrowser } from '../account/sign-in-browser.ts'
import { startSession } from '../account/start-session.ts'
import { verifyCredentials } from '../account/verify-credentials.ts'
import type { PlatformContext } from '../context.ts'
import { listMembershipsOfAccount } from './membership.repository.ts'
import { presentSession } from './present-session.ts'
import { isFinished } from './unfinished-account.ts'

/**
 * Checks a password and starts a session. An unknown address and a wrong password get the same answer after the same
 * time.
 *
 * @param userAgent what the browser says it is; the list of the account's sessions shows it
 * @returns the session with the organizations of the account, and the secret for its cookie
 * @throws DomainError `wrong-credentials`, `quota-exceeded`
 */
export async function signIn(
  ctx: PlatformContext,
  input: SignInInput,
  browser: SignInBrowser,
  userAgent?: string,
): Promise<{ session: SessionDto; secret: string }> {
  const emailKey = input.email.toLowerCase()
  const account = await verifyCredentials(ctx.em, {
    emailKey,
    password: input.password,
    browser,
    find: async () => {
      const found = await ctx.em.findOne(Account, { emailKey }, { populate: ['passwordHash'] })
      return found && (await isFinished(ctx, found)) ? found : null
    },
    knownSince: ({ devicesForgottenAt }) => devicesForgottenAt,
  })
  const secret = await startSession(ctx.em, account, userAgent)
  const organizations = await listMembershipsOfAccount(ctx.em, account.id)
  return { session: presentSession(account, organizations), secret }
}
