import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../../db/column-types.ts'
import type { PlatformContext, TenantScope } from '../context.ts'
import type { NewAccount } from './begin-account.ts'
import { tenantScope } from '../tenant-scope.ts'
import { chooseOrganizationSlug } from './choose-organization-slug.ts'
import { createAccount, type Created } from './create-account.ts'
import { Membership } from './membership.entity.ts'
import { Organization } from './organization.entity.ts'
import { hasJoined } from './unfinished-account.ts'

/** How often another slug is tried. Each has a random number, so that one more is nearly always enough. */
const SLUG_ATTEMPTS = 5

export interface NewOwner extends NewAccount {
  organizationName: string
}

interface Steps<P, T> {
  /** Comes first in the account's transaction, and may refuse. */
  before: (em: EntityManager) => Promise<void>
  /** Comes last in the organization's transaction. */
  record?: (em: EntityManager, scope: TenantScope, accountId: string) => void
  /** Reads what is answered, before the account is finished. */
  present: (scope: TenantScope, accountId: string) => Promise<P>
  /** Comes last in the transaction that finishes the account. */
  finish: (em: EntityManager, accountId: string) => Promise<T>
}

/**
 * Creates an account and its organization, which it owns.
 *
 * @throws DomainError `email-taken`, and what `before` throws
 */
export async function createOwnOrganization<P, T>(
  ctx: PlatformContext,
  { organizationName, ...person }: NewOwner,
  { record = () => {}, ...steps }: Steps<P, T>,
): Promise<Created<P, T>> {
  return createAccount(ctx, person, {
    ...steps,
    organizationId: newId(),
    // What an invitation began names an organization that is there.
    continues: async (account) =>
      !(await isThere(ctx, account.joiningOrganizationId)) || hasJoined(ctx, account),
    join: (scope, accountId) =>
      insertOrganization(scope, organizationName, (em, createdAt) => {
        em.create(Membership, {
          organizationId: scope.organizationId,
          accountId,
          role: 'owner',
          createdAt,
        })
        record(em, scope, accountId)
      }),
  })
}

async function insertOrganization(
  { organizationId: id, ...ctx }: TenantScope,
  name: string,
  after: (em: EntityManager, createdAt: Date) => void,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { em } = tenantScope(ctx, id)
    const slug = await chooseOrganizationSlug(em, name)
    const createdAt = ctx.now()
    try {
      return await em.transactional(async (em) => {
        em.create(Organization, { id, slug, name, createdAt })
        // Written before the membership that points at it: without mapped relations, one flush inserts in any order.
        await em.flush()
        after(em, createdAt)
      })
    } catch (error) {
      // Somebody took the slug between the look and the insertion.
      const isTaken = error instanceof UniqueConstraintViolationException && !(await isThere(ctx, id))
      if (!isTaken || attempt === SLUG_ATTEMPTS) throw error
    }
  }
}

async function isThere({ em }: PlatformContext, id: string): Promise<boolean> {
  return (await em.fork().findOne(Organization, { id }, { fields: ['id'] })) !== null
}
