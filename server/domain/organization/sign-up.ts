import type { SessionDto, SignUpInput } from '#shared/account.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { hashPassword } from '../account/passwords.ts'
import { readSignUpPolicy } from '../account/read-sign-up-policy.ts'
import { refuseKnownPassword } from '../account/refuse-known-password.ts'
import { Sessions } from '../account/sessions.ts'
import type { SignInBrowser } from '../account/sign-in-browser.ts'
import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { lockPlatformState } from '../lock-platform-state.ts'
import { insertOwner } from './insert-owner.ts'
import { presentSession } from './present-session.ts'

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
  if (!(await readSignUpPolicy(ctx)).open) throw new DomainError('sign-up-closed')
  await refuseKnownPassword(input.password, input.email)
  const owner = {
    ...input,
    passwordHash: await hashPassword(input.password),
    knownNetworks: browser.remember({ emailKey: input.email.toLowerCase() }) ?? null,
  }
  return insertOwner(ctx, owner, {
    before: (em) => refuseSecond(ctx, em),
    // In the same transaction: an account whose sign-up was answered with an outage must not be there afterwards.
    after: async ({ em, account, slug }) => {
      const secret = await new Sessions(em).create(account.id, userAgent)
      const organization = { slug, name: input.organizationName, role: 'owner' } as const
      return { session: presentSession(account, [organization]), secret }
    },
  })
}

/** Where only the first may sign up, one transaction at a time finds out whether there is an account. */
async function refuseSecond(ctx: PlatformContext, em: EntityManager): Promise<void> {
  if (ctx.settings.signUp !== 'first') return
  await lockPlatformState(em, 'sign-up')
  if (!(await readSignUpPolicy({ ...ctx, em })).open) throw new DomainError('sign-up-closed')
}
