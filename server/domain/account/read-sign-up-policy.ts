import type { SignUpPolicyDto } from '#shared/account.ts'
import type { PlatformContext } from '../context.ts'
import { Account } from './account.entity.ts'

/**
 * Whether anybody may sign up: always, until the first account exists, or never (`SIGN_UP`).
 *
 * @param emailKey who asks, if that is known: what they began themselves is no other account
 */
export async function readSignUpPolicy(ctx: PlatformContext, emailKey?: string): Promise<SignUpPolicyDto> {
  if (ctx.settings.signUp !== 'first') return { open: ctx.settings.signUp === 'open' }
  const others =
    emailKey === undefined
      ? { id: { $ne: null } }
      : { $or: [{ joiningOrganizationId: null }, { emailKey: { $ne: emailKey } }] }
  return { open: (await ctx.em.findOne(Account, others, { fields: ['id'] })) === null }
}
