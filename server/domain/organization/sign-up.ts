import type { SessionDto, SignUpInput } from '#shared/account.ts'
import { readSignUpPolicy } from '../account/read-sign-up-policy.ts'
import { refuseKnownPassword } from '../account/refuse-known-password.ts'
import { Sessions } from '../account/sessions.ts'
import type { SignInBrowser } from '../account/sign-in-browser.ts'
import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { lockPlatformState } from '../lock-platform-state.ts'
import { createOwnOrganization } from './create-own-organization.ts'
import { readSession } from './read-session.ts'
import { settleAccounts } from './settle-accounts.ts'

interface SignedUp {
  session: SessionDto
  /** For the cookie. */
  secret: string
}

/**
 * Creates an account and its organization, which it owns, and signs it in. The browser is known to it from then on.
 *
 * @throws DomainError `sign-up-closed` (`SIGN_UP` says so), `email-taken`, `validation-failed` (a well-known password)
 */
export async function signUp(
  ctx: PlatformContext,
  input: SignUpInput,
  browser: SignInBrowser,
  userAgent?: string,
): Promise<SignedUp> {
  const emailKey = input.email.toLowerCase()
  // An account that a crash has left must not be taken for the first one.
  if (ctx.settings.signUp === 'first') await settleAccounts(ctx)
  await refuseClosed(ctx, emailKey)
  await refuseKnownPassword(input.password, input.email)
  const owner = { ...input, knownNetworks: browser.remember({ emailKey }) ?? null }
  const { presented: session, finished: secret } = await createOwnOrganization(ctx, owner, {
    before: async (em) => {
      if (ctx.settings.signUp !== 'first') return
      // Where only the first may sign up, one transaction at a time finds out whether there is an account.
      await lockPlatformState(em, 'sign-up')
      await refuseClosed({ ...ctx, em }, emailKey)
    },
    present: (_, accountId) => readSession({ ...ctx, em: ctx.em.fork() }, accountId),
    finish: (em, accountId) => new Sessions(em).create(accountId, userAgent),
  })
  if (!session) throw new Error('The account is gone')
  return { session, secret }
}

async function refuseClosed(ctx: PlatformContext, emailKey: string): Promise<void> {
  if (!(await readSignUpPolicy(ctx, emailKey)).open) throw new DomainError('sign-up-closed')
}
