import type { SessionDto, SignUpInput } from '#shared/account.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../../db/column-types.ts'
import { Account } from '../account/account.entity.ts'
import { hashPassword } from '../account/passwords.ts'
import { readSignUpPolicy } from '../account/read-sign-up-policy.ts'
import { refuseKnownPassword } from '../account/refuse-known-password.ts'
import { Sessions } from '../account/sessions.ts'
import type { SignInBrowser } from '../account/sign-in-browser.ts'
import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { lockPlatformState } from '../lock-platform-state.ts'
import { tenantScope } from '../tenant-scope.ts'
import { chooseOrganizationSlug } from './choose-organization-slug.ts'
import { Membership } from './membership.entity.ts'
import { Organization } from './organization.entity.ts'
import { presentSession } from './present-session.ts'

/** How often another slug is tried. Each has a random number, so that one more is nearly always enough. */
const SLUG_ATTEMPTS = 5

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
  refuseKnownPassword(input.password, input.email)
  const columns = {
    passwordHash: await hashPassword(input.password),
    knownNetworks: browser.remember({ emailKey: input.email.toLowerCase() }) ?? null,
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await createOwner(ctx, input, columns, userAgent)
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error
      const emailKey = input.email.toLowerCase()
      if (await ctx.em.fork().findOne(Account, { emailKey })) throw new DomainError('email-taken')
      // Somebody took the slug between the look and the insertion.
      if (attempt === SLUG_ATTEMPTS) throw error
    }
  }
}

async function createOwner(
  ctx: PlatformContext,
  input: SignUpInput,
  columns: Pick<Account, 'knownNetworks'> & { passwordHash: string },
  userAgent: string | undefined,
): Promise<SignedUp> {
  const organizationId = newId()
  const createdAt = ctx.now()
  const name = input.organizationName
  const tenant = tenantScope(ctx, organizationId)
  const slug = await chooseOrganizationSlug(tenant.em, name)
  return tenant.em.transactional(async (em) => {
    await refuseSecond(ctx, em)
    em.create(Organization, { id: organizationId, slug, name, createdAt })
    const account = em.create(Account, {
      id: newId(),
      name: input.name,
      email: input.email,
      emailKey: input.email.toLowerCase(),
      ...columns,
      createdAt,
    })
    // Written before the membership that points at both: without mapped relations, one flush inserts in any order.
    await em.flush()
    em.create(Membership, { organizationId, accountId: account.id, role: 'owner', createdAt })
    // In the same transaction: an account whose sign-up was answered with an outage must not be there afterwards.
    const secret = await new Sessions(em).create(account.id, userAgent)
    return { session: presentSession(account, [{ slug, name, role: 'owner' }]), secret }
  })
}

/** Where only the first may sign up, one transaction at a time finds out whether there is an account. */
async function refuseSecond(ctx: PlatformContext, em: EntityManager): Promise<void> {
  if (ctx.settings.signUp !== 'first') return
  await lockPlatformState(em, 'sign-up')
  if (!(await readSignUpPolicy({ ...ctx, em })).open) throw new DomainError('sign-up-closed')
}
