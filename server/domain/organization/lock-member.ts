import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { DomainError } from '../errors.ts'
import { Membership } from './membership.entity.ts'

/**
 * A member who is about to lose their place, for the rest of the transaction.
 *
 * @throws DomainError `member-not-found`
 */
export async function lockMember(
  em: EntityManager,
  memberId: string,
): Promise<{ member: Membership; isLastOwner: boolean }> {
  // All owners are locked, so that two of them cannot step down at the same time.
  const owners = await em.find(Membership, { role: 'owner' }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  const member = await em.findOne(Membership, { id: memberId })
  if (!member) throw new DomainError('member-not-found')
  return { member, isLastOwner: member.role === 'owner' && owners.length === 1 }
}
