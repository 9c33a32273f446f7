import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { Account } from './account.entity.ts'
import { hashPassword } from './passwords.ts'
import { Sessions } from './sessions.ts'

/**
 * Sets a new password and ends every session of the account. No browser is known to it any more. An operator runs it,
 * because the platform sends no mail.
 *
 * @throws DomainError `member-not-found` when no account has this address
 */
export async function resetPassword(ctx: PlatformContext, email: string, password: string): Promise<void> {
  const account = await ctx.em.findOne(Account, {
    emailKey: email.toLowerCase(),
    joiningOrganizationId: null,
  })
  if (!account) throw new DomainError('member-not-found')
  account.passwordHash = await hashPassword(password)
  account.devicesForgottenAt = ctx.now()
  account.knownNetworks = null
  await ctx.em.flush()
  await new Sessions(ctx.em).endAll(account.id)
}
