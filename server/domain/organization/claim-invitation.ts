import type { EntityManager } from '@mikro-orm/sql'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import { publishChange } from '../publish-change.ts'
import { isOpen } from './find-open-invitation.ts'
import { Invitation } from './invitation.entity.ts'
import { Membership } from './membership.entity.ts'

/**
 * Uses an invitation up and makes the account a member, inside the caller's transaction. Of several at once, one wins.
 *
 * @throws DomainError `invitation-not-found`, `already-member`; the transaction then leaves the invitation unused
 */
export async function claimInvitation(
  em: EntityManager,
  { organizationId, now }: TenantScope,
  { id, role }: Pick<Invitation, 'id' | 'role'>,
  accountId: string,
): Promise<void> {
  const at = now()
  const claimed = await em.nativeUpdate(
    Invitation,
    { organizationId, id, ...isOpen(at) },
    { acceptedAt: at, acceptedByAccountId: accountId },
  )
  if (claimed === 0) throw new DomainError('invitation-not-found')
  if (await em.findOne(Membership, { accountId })) throw new DomainError('already-member')
  em.create(Membership, { organizationId, accountId, role, createdAt: at })
  const actor = { kind: 'account', id: accountId, role } as const
  writeAuditEntry(
    em,
    { organizationId, actor, now },
    { action: 'member-joined', subject: accountId, details: { role } },
  )
  await publishChange(em, organizationId, { type: 'members-changed' })
}
