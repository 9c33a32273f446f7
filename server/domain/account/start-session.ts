import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { DomainError } from '../errors.ts'
import { Account } from './account.entity.ts'
import { Sessions } from './sessions.ts'

/**
 * Starts a session of an account whose password was just checked. The account is locked first: if its password changed
 * since, the session is refused, because it would outlive the end of all others.
 *
 * @returns the secret for the cookie
 * @throws DomainError `wrong-credentials`
 */
export async function startSession(
  em: EntityManager,
  { id, passwordHash }: Pick<Account, 'id'> & { passwordHash: string },
  userAgent: string | undefined,
): Promise<string> {
  return em.fork().transactional(async (em) => {
    const unchanged = await em.findOne(
      Account,
      { id, passwordHash },
      { fields: ['id'], lockMode: LockMode.PESSIMISTIC_WRITE },
    )
    if (!unchanged) throw new DomainError('wrong-credentials')
    return new Sessions(em).create(id, userAgent)
  })
}
