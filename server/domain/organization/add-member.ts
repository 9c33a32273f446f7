import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { Role } from '#shared/organization.ts'
import { newId } from '../../db/column-types.ts'
import { Account } from '../account/account.entity.ts'
import { hashPassword } from '../account/passwords.ts'
import { OPERATOR } from '../audit-log/operator.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { publishChange } from '../change-event.repository.ts'
import { tenantScope } from '../tenant-scope.ts'
import { Membership } from './membership.entity.ts'
import { Organization } from './organization.entity.ts'

export interface NewMember {
  organizationSlug: string
  name: string
  email: string
  /** Used only when no account has this address yet. */
  password: string
  role: Role
}

/**
 * Adds somebody to an organization, with a new account if they have none. An operator runs it.
 *
 * @returns whether the account is new; only a new account has the given password
 * @throws DomainError `organization-not-found`, `email-taken` when they are a member
 */
export async function addMember(ctx: PlatformContext, member: NewMember): Promise<{ newAccount: boolean }> {
  const organization = await ctx.em.findOne(Organization, { slug: member.organizationSlug })
  if (!organization) throw new DomainError('organization-not-found')
  const scope = tenantScope(ctx, organization.id)
  const { em } = scope
  const emailKey = member.email.toLowerCase()
  const known = await em.findOne(Account, { emailKey })
  if (known && (await em.findOne(Membership, { accountId: known.id }))) throw new DomainError('email-taken')

  const createdAt = ctx.now()
  const account = known ?? {
    id: newId(),
    name: member.name,
    email: member.email,
    emailKey,
    passwordHash: await hashPassword(member.password),
    createdAt,
  }
  const written = em.transactional(async (em) => {
    if (!known) {
      em.create(Account, account)
      // Written before the membership that points at it: without mapped relations, one flush inserts in any order.
      await em.flush()
    }
    em.create(Membership, {
      organizationId: organization.id,
      accountId: account.id,
      role: member.role,
      createdAt,
    })
    const details = { role: member.role }
    writeAuditEntry(
      em,
      { ...scope, actor: OPERATOR },
      { action: 'member-added', subject: account.id, details },
    )
    await publishChange(em, organization.id, { type: 'members-changed' })
  })
  await written.catch((error: unknown) => {
    // The same person signed up or was added at the same time.
    if (error instanceof UniqueConstraintViolationException) throw new DomainError('email-taken')
    throw error
  })
  return { newAccount: !known }
}
