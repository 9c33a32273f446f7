import type { SessionDto, SignUpInput } from '#shared/account.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import { newId } from '../../db/column-types.ts'
import { Account } from '../account/account.entity.ts'
import { hashPassword } from '../account/passwords.ts'
import { readSignUpPolicy } from '../account/read-sign-up-policy.ts'
import { refuseKnownPassword } from '../account/refuse-known-password.ts'
import { Sessions } from '../account/sessions.ts'
import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { tenantScope } from '../tenant-scope.ts'
import { chooseOrganizationSlug } from './choose-organization-slug.ts'
import { Membership } from './membership.entity.ts'
import { Organization } from './organization.entity.ts'
import { presentSession } from './present-session.ts'

/**
 * Creates an account and its organization, which it owns, and signs it in.
 *
 * @returns the session and the secret for its cookie
 * @throws DomainError `sign-up-closed` (`SIGN_UP` says so), `email-taken`, `validation-failed` (a well-known password)
 */
export async function signUp(
  ctx: PlatformContext,
  input: SignUpInput,
  userAgent?: string,
): Promise<{ session: SessionDto; secret: string }> {
  if (!(await readSignUpPolicy(ctx)).open) throw new DomainError('sign-up-closed')
  refuseKnownPassword(input.password, input.email)
  const passwordHash = await hashPassword(input.password)
  const organizationId = newId()
  const { em } = tenantScope(ctx, organizationId)
  const createdAt = ctx.now()

  const name = input.organizationName
  const slug = await chooseOrganizationSlug(em, name)
  const { account, secret } = await em
    .transactional(async (em) => {
      em.create(Organization, { id: organizationId, slug, name, createdAt })
      const account = em.create(Account, {
        id: newId(),
        name: input.name,
        email: input.email,
        emailKey: input.email.toLowerCase(),
        passwordHash,
        createdAt,
      })
      // Written before the membership that points at both: without mapped relations, one flush inserts in any order.
      await em.flush()
      em.create(Membership, { organizationId, accountId: account.id, role: 'owner', createdAt })
      // In the same transaction: an account whose sign-up was answered with an outage must not be there afterwards.
      return { account, secret: await new Sessions(em).create(account.id, userAgent) }
    })
    .catch((error: unknown) => {
      if (error instanceof UniqueConstraintViolationException) throw new DomainError('email-taken')
      throw error
    })

  return { session: presentSession(account, [{ slug, name, role: 'owner' }]), secret }
}
