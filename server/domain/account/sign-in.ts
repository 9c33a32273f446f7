import type { SessionDto, SignInInput } from '#shared/account.ts'
import type { PlatformContext } from '../context.ts'
import { Account } from './account.entity.ts'
import { presentSession } from './present-session.ts'
import { provePassword } from './prove-password.ts'
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
  const attempt = { account: emailKey, clientIp, password: input.password, throttle }
  const account = await provePassword(ctx.em, attempt, () =>
    ctx.em.findOne(Account, { emailKey }, { populate: ['passwordHash'] }),
  )
  const secret = await new Sessions(ctx.em).create(account.id)
  return { session: await presentSession(ctx.em, account), secret }
}
