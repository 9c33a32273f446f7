import type { ChangePasswordInput } from '#shared/account.ts'
import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { Account } from './account.entity.ts'
import { hashPassword } from './passwords.ts'
import { refuseKnownPassword } from './refuse-known-password.ts'
import { refuseSamePassword } from './refuse-same-password.ts'
import { Sessions } from './sessions.ts'
import type { SignInBrowser } from './sign-in-browser.ts'
import { verifyCredentials } from './verify-credentials.ts'

/**
 * Changes the password of the signed-in account. The current one is checked as at sign-in, with the same throttle. Every
 * session of the account ends, and this browser gets a new one. It is the only one that is known to the account from then on.
 *
 * @returns the new session's secret
 * @throws DomainError `wrong-credentials`, `quota-exceeded`, `validation-failed` (a well-known or the same password)
 */
export async function changePassword(
  ctx: PlatformContext,
  accountId: string,
  { currentPassword, password }: ChangePasswordInput,
  browser: SignInBrowser,
  userAgent: string | undefined,
): Promise<string> {
  const { emailKey } = await ctx.em.findOneOrFail(Account, { id: accountId })
  await refuseKnownPassword(password, emailKey)
  refuseSamePassword(password, currentPassword)
  const { passwordHash: before } = await verifyCredentials(ctx.em, {
    emailKey,
    password: currentPassword,
    browser,
    find: () => ctx.em.findOne(Account, { id: accountId }, { populate: ['passwordHash'] }),
    knownSince: (account) => account.devicesForgottenAt,
  })
  const passwordHash = await hashPassword(password)
  const devicesForgottenAt = ctx.now()
  const knownNetworks = browser.remember({ emailKey, knownSince: devicesForgottenAt }) ?? null
  return ctx.em.fork().transactional(async (em) => {
    // Of two changes at once, the second one was not made with the current password.
    const changed = await em.nativeUpdate(
      Account,
      { id: accountId, passwordHash: before },
      { passwordHash, devicesForgottenAt, knownNetworks },
    )
    if (changed === 0) throw new DomainError('wrong-credentials')
    const sessions = new Sessions(em)
    await sessions.endAll(accountId)
    return sessions.create(accountId, userAgent)
  })
}
