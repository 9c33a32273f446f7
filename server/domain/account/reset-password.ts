import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { Account } from './account.entity.ts'
import { hashPassword } from './passwords.ts'
import { Sessions } from './sessions.ts'

/**
 * Sets a new password and ends every session of the account. No browser is known to it any more. An operator runs it,
 * because the platform sends no mail.
 *
 * @throws DomainError `member-not-found` when no account has this address, `request-in-progress` when the password is
 *   changed at the same time
 */
export async function resetPassword(ctx: PlatformContext, email: string, password: string): Promise<void> {
  const account = await ctx.em.findOne(
    Account,
    { emailKey: email.toLowerCase(), joiningOrganizationId: null },
    { populate: ['passwordHash'] },
  )
  if (!account) throw new DomainError('member-not-found')
  const { id, passwordHash: before } = account
  const passwordHash = await hashPassword(password)
  await ctx.em.fork().transactional(async (em) => {
    // Of two at once, only one may say that its password is the new one.
    const changed = await em.nativeUpdate(
      Account,
      { id, passwordHash: before },
      { passwordHash, devicesForgottenAt: ctx.now(), knownNetworks: null },
    )
    if (changed === 0)
      throw new DomainError('request-in-progress', {
        detail: 'The password was changed at the same time. Reset it again if nobody knows it.',
      })
    await new Sessions(em).endAll(id)
  })
}
