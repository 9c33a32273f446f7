import type { SessionDto, SignInInput } from '#shared/account.ts'
import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { Account } from './account.entity.ts'
import { hashPassword, isOutdated, verifyPassword } from './passwords.ts'
import { presentSession } from './present-session.ts'
import { Sessions } from './sessions.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

/**
 * Checks a password and starts a session. An unknown address and a wrong password look and take the same.
 *
 * @param clientIp the address the request came from, for throttling
 * @returns the session and the secret for its cookie
 * @throws DomainError `wrong-credentials`, `quota-exceeded`
 */
export async function signIn(
  ctx: PlatformContext,
  input: SignInInput,
  throttle: SignInThrottle,
  clientIp: string,
): Promise<{ session: SessionDto; secret: string }> {
  const emailKey = input.email.toLowerCase()
  await throttle.attempt(emailKey, clientIp)
  const account = await ctx.em.findOne(Account, { emailKey }, { populate: ['passwordHash'] })
  if (!(await verifyPassword(account?.passwordHash, input.password)) || !account) {
    throw new DomainError('wrong-credentials')
  }
  await throttle.forgive(emailKey, clientIp)
  if (isOutdated(account.passwordHash)) {
    account.passwordHash = await hashPassword(input.password)
    await ctx.em.flush()
  }
  const secret = await new Sessions(ctx.em).create(account.id)
  return { session: await presentSession(ctx.em, account), secret }
}
