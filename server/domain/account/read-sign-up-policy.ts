import type { SignUpPolicyDto } from '#shared/account.ts'
import type { PlatformContext } from '../context.ts'
import { Account } from './account.entity.ts'

/** Whether anybody may sign up: always, until the first account exists, or never (`SIGN_UP`). */
export async function readSignUpPolicy(ctx: PlatformContext): Promise<SignUpPolicyDto> {
  if (ctx.settings.signUp !== 'first') return { open: ctx.settings.signUp === 'open' }
  return { open: (await ctx.em.findOne(Account, { id: { $ne: null } }, { fields: ['id'] })) === null }
}
