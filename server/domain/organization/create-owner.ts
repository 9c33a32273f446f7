import { OPERATOR } from '../audit-log/operator.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { PlatformContext } from '../context.ts'
import { lockPlatformState } from '../lock-platform-state.ts'
import { createOwnOrganization, type NewOwner } from './create-own-organization.ts'
import { Organization } from './organization.entity.ts'
import { listOldestOrganizations } from './organization.repository.ts'

export interface CreatedOwner {
  slug: string
  /** Slugs of organizations that were there before: some of them, where there are many. */
  others: string[]
}

/**
 * Creates an account and an organization that it owns, whoever may sign up. An operator runs it.
 *
 * @throws DomainError `email-taken`
 */
export async function createOwner(ctx: PlatformContext, owner: NewOwner): Promise<CreatedOwner> {
  // Read first: whoever has the organization but no answer does not have its password.
  const others = await listOldestOrganizations(ctx.em.fork())
  const { presented: slug } = await createOwnOrganization(ctx, owner, {
    // A stranger who signs up at the same moment must not be taken for the first one.
    before: (em) => lockPlatformState(em, 'sign-up'),
    record: (em, scope, accountId) => {
      const details = { role: 'owner' } as const
      writeAuditEntry(
        em,
        { ...scope, actor: OPERATOR },
        { action: 'member-added', subject: accountId, details },
      )
    },
    present: async ({ em, organizationId }) =>
      (await em.findOneOrFail(Organization, { id: organizationId })).slug,
    finish: async () => {},
  })
  return { slug, others }
}
