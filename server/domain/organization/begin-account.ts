import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../../db/column-types.ts'
import { Account } from '../account/account.entity.ts'
import { hashPassword, verifyPassword } from '../account/passwords.ts'
import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { isUnfinished, leftBefore, settleAccount, type UnfinishedAccount } from './unfinished-account.ts'

/** How often the address is tried. Each time but the first, somebody else has just given it back. */
const ATTEMPTS = 3

export interface NewAccount {
  name: string
  email: string
  password: string
  /** Where it signs up from, if it does so itself. */
  knownNetworks?: Account['knownNetworks']
}

export interface Beginning {
  /** The organization that a new account is to belong to. */
  organizationId: string
  /** Comes first in the account's transaction, and may refuse. */
  before?: (em: EntityManager) => Promise<void>
  /** Whether what was begun with an account is what this request does, too. */
  continues: (account: UnfinishedAccount) => Promise<boolean>
}

export interface BegunAccount extends UnfinishedAccount {
  /** Whether this request wrote it. */
  isNew: boolean
}

/**
 * Writes an account that is marked as unfinished, or goes on with the one that an earlier request of the same person
 * wrote: it has the same address and the same password. What somebody else left with this address is settled first.
 *
 * @throws DomainError `email-taken`, and what `before` throws
 */
export async function beginAccount(
  ctx: PlatformContext,
  { password, ...person }: NewAccount,
  { organizationId, before, continues }: Beginning,
): Promise<BegunAccount> {
  const account = {
    ...person,
    id: newId(),
    emailKey: person.email.toLowerCase(),
    passwordHash: await hashPassword(password),
    createdAt: ctx.now(),
    joiningOrganizationId: organizationId,
  }
  for (let attempt = 1; ; attempt++) {
    try {
      await ctx.em.fork().transactional(async (em) => {
        await before?.(em)
        em.create(Account, account)
      })
      return { ...account, isNew: true }
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error
      // Whoever has it is not done with it.
      if (attempt === ATTEMPTS) throw new DomainError('email-taken')
    }
    const known = await findByAddress(ctx, account.emailKey)
    if (!known) continue
    if (!isUnfinished(known)) throw new DomainError('email-taken')
    const isSame = await verifyPassword(known.passwordHash, password)
    if (isSame && (await continues(known))) {
      const { id, joiningOrganizationId, createdAt } = known
      // Its time begins anew. If somebody deleted or finished it meanwhile, the address is tried again.
      const at = { createdAt: ctx.now() }
      if (await ctx.em.nativeUpdate(Account, { id, joiningOrganizationId, createdAt }, at))
        return { id, joiningOrganizationId, ...at, isNew: false }
    } else {
      // Not finished for the request that wrote it, which is signed in where it takes the mark away itself.
      const isYoung = known.createdAt > leftBefore(ctx)
      if (isYoung || (await settleAccount(ctx, known)) !== 'deleted') throw new DomainError('email-taken')
    }
  }
}

function findByAddress(ctx: PlatformContext, emailKey: string): Promise<Account | null> {
  return ctx.em.fork().findOne(Account, { emailKey }, { populate: ['passwordHash'] })
}
