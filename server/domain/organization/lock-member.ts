import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { DomainError } from '../errors.ts'
import { Membership } from './membership.entity.ts'

/**
 * Finds a member whose role is about to change or end, and locks all owners for the rest of the transaction.
 *
 * @throws DomainError `member-not-found`
 */
export async function lockMember(
  em: EntityManager,
  memberId: string,
): Promise<{ member: Membership; isLastOwner: boolean }> {
  // All owners are locked, so that the last two cannot give up the role at the same time.
  const owners = await em.find(Membership, { role: 'owner' }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  const member = await em.findOne(Membership, { id: memberId })
  if (!member) throw new DomainError('member-not-found')
  return { member, isLastOwner: member.role === 'owner' && owners.length === 1 }
}
