import type { SessionDto, SignUpInput } from '#shared/account.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import { newId } from '../../db/column-types.ts'
import { forkForTenant } from '../../db/tenant.ts'
import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { Membership } from '../organization/membership.entity.ts'
import { chooseOrganizationSlug } from '../organization/choose-organization-slug.ts'
import { Organization } from '../organization/organization.entity.ts'
import { Account } from './account.entity.ts'
import { hashPassword } from './passwords.ts'
import { presentSession } from './present-session.ts'
import { refuseKnownPassword } from './refuse-known-password.ts'
import { readSignUpPolicy } from './read-sign-up-policy.ts'
import { Sessions } from './sessions.ts'

/**
 * Creates an account and its organization, which it owns, and signs it in.
 *
 * @returns the session and the secret for its cookie
 * @throws DomainError `sign-up-closed` (`SIGN_UP` says so), `email-taken`, `validation-failed` (a password everybody knows)
 */
export async function signUp(
  ctx: PlatformContext,
  input: SignUpInput,
): Promise<{ session: SessionDto; secret: string }> {
  if (!(await readSignUpPolicy(ctx)).open) throw new DomainError('sign-up-closed')
  refuseKnownPassword(input.password, input.email)
  const passwordHash = await hashPassword(input.password)
  const organizationId = newId()
  const em = forkForTenant(ctx.em, organizationId)
  const createdAt = ctx.now()

  const slug = await chooseOrganizationSlug(em, input.organizationName)
  const account = await em
    .transactional(async (em) => {
      em.create(Organization, { id: organizationId, slug, name: input.organizationName, createdAt })
      const account = em.create(Account, {
        id: newId(),
        name: input.name,
        email: input.email,
        emailKey: input.email.toLowerCase(),
        passwordHash,
        createdAt,
      })
      // Written before what points at them: without mapped relations, one flush inserts in any order.
      await em.flush()
      em.create(Membership, { organizationId, accountId: account.id, role: 'owner', createdAt })
      return account
    })
    .catch((error: unknown) => {
      if (error instanceof UniqueConstraintViolationException) throw new DomainError('email-taken')
      throw error
    })

  const secret = await new Sessions(ctx.em).create(account.id)
  return { session: await presentSession(ctx.em, account), secret }
}
