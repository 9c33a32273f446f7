import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { Role } from '#shared/organization.ts'
import { Account } from '../account/account.entity.ts'
import { OPERATOR } from '../audit-log/operator.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { PlatformContext, TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import { publishChange } from '../publish-change.ts'
import { tenantScope } from '../tenant-scope.ts'
import { createAccount } from './create-account.ts'
import { Membership } from './membership.entity.ts'
import { Organization } from './organization.entity.ts'
import { isFinished } from './unfinished-account.ts'

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
  const known = await scope.em.findOne(Account, { emailKey: member.email.toLowerCase() })
  if (known && (await isFinished(ctx, known))) {
    if (await scope.em.findOne(Membership, { accountId: known.id })) throw new DomainError('email-taken')
    await insertMembership(scope, known.id, member.role)
    return { newAccount: false }
  }
  await createAccount(ctx, member, {
    organizationId: organization.id,
    continues: async () => false,
    join: (scope, accountId) => insertMembership(scope, accountId, member.role),
    present: async () => {},
    finish: async () => {},
  })
  return { newAccount: true }
}

async function insertMembership(scope: TenantScope, accountId: string, role: Role): Promise<void> {
  const { organizationId } = scope
  const written = scope.em.transactional(async (em) => {
    em.create(Membership, { organizationId, accountId, role, createdAt: scope.now() })
    writeAuditEntry(
      em,
      { ...scope, actor: OPERATOR },
      { action: 'member-added', subject: accountId, details: { role } },
    )
    await publishChange(em, organizationId, { type: 'members-changed' })
  })
  await written.catch((error: unknown) => {
    // The same person was added at the same time.
    if (error instanceof UniqueConstraintViolationException) throw new DomainError('email-taken')
    throw error
  })
}
