import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../../db/column-types.ts'
import { Account } from '../account/account.entity.ts'
import type { PlatformContext, TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import { tenantScope } from '../tenant-scope.ts'
import { chooseOrganizationSlug } from './choose-organization-slug.ts'
import { Membership } from './membership.entity.ts'
import { Organization } from './organization.entity.ts'

/** How often another slug is tried. Each has a random number, so that one more is nearly always enough. */
const SLUG_ATTEMPTS = 5

export interface NewOwner {
  name: string
  email: string
  organizationName: string
  passwordHash: string
  /** Where it signs up from, if it does so itself. */
  knownNetworks?: Account['knownNetworks']
}

interface Inserted {
  em: EntityManager
  scope: TenantScope
  account: Account
  /** Of the organization. */
  slug: string
}

interface Steps<T> {
  /** Comes first in the transaction, and may refuse. */
  before?: (em: EntityManager) => Promise<void>
  /** Comes last in the transaction. */
  after: (inserted: Inserted) => Promise<T>
}

/**
 * Creates an account and its organization, which it owns, in one transaction.
 *
 * @throws DomainError `email-taken`, and what `before` throws
 */
export async function insertOwner<T>(ctx: PlatformContext, owner: NewOwner, steps: Steps<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await insert(ctx, owner, steps)
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error
      const emailKey = owner.email.toLowerCase()
      if (await ctx.em.fork().findOne(Account, { emailKey })) throw new DomainError('email-taken')
      // Somebody took the slug between the look and the insertion.
      if (attempt === SLUG_ATTEMPTS) throw error
    }
  }
}

async function insert<T>(
  ctx: PlatformContext,
  { organizationName, ...owner }: NewOwner,
  { before, after }: Steps<T>,
): Promise<T> {
  const organizationId = newId()
  const createdAt = ctx.now()
  const scope = tenantScope(ctx, organizationId)
  const slug = await chooseOrganizationSlug(scope.em, organizationName)
  return scope.em.transactional(async (em) => {
    await before?.(em)
    em.create(Organization, { id: organizationId, slug, name: organizationName, createdAt })
    const account = em.create(Account, {
      id: newId(),
      name: owner.name,
      email: owner.email,
      emailKey: owner.email.toLowerCase(),
      passwordHash: owner.passwordHash,
      knownNetworks: owner.knownNetworks ?? null,
      createdAt,
    })
    // Written before the membership that points at both: without mapped relations, one flush inserts in any order.
    await em.flush()
    em.create(Membership, { organizationId, accountId: account.id, role: 'owner', createdAt })
    return after({ em, scope, account, slug })
  })
}
