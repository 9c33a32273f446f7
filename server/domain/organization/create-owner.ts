import { hashPassword } from '../account/passwords.ts'
import { OPERATOR } from '../audit-log/operator.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { PlatformContext } from '../context.ts'
import { lockPlatformState } from '../lock-platform-state.ts'
import { insertOwner, type NewOwner } from './insert-owner.ts'

/**
 * Creates an account and an organization that it owns, whoever may sign up. An operator runs it.
 *
 * @returns the slug of the organization
 * @throws DomainError `email-taken`
 */
export async function createOwner(
  ctx: PlatformContext,
  { password, ...owner }: Omit<NewOwner, 'passwordHash'> & { password: string },
): Promise<string> {
  const passwordHash = await hashPassword(password)
  return insertOwner(
    ctx,
    { ...owner, passwordHash },
    {
      // A stranger who signs up at the same moment must not be taken for the first one.
      before: (em) => lockPlatformState(em, 'sign-up'),
      after: async ({ em, scope, account, slug }) => {
        const details = { role: 'owner' } as const
        writeAuditEntry(
          em,
          { ...scope, actor: OPERATOR },
          { action: 'member-added', subject: account.id, details },
        )
        return slug
      },
    },
  )
}
