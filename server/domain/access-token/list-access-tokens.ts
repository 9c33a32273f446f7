import type { AccessTokenDto } from '#shared/access-token.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { AccessToken } from './access-token.entity.ts'
import { presentAccessTokens } from './present-access-token.ts'

/** Tokens in a list that are not accepted any more. Older ones are left out. */
const MAX_ENDED = 50

/** The signed-in person's own tokens in the organization. Those that can be accepted come first, each group newest first. */
export async function listOwnAccessTokens(ctx: TenantContext): Promise<AccessTokenDto[]> {
  const accountId = allow(ctx, 'revoke own access tokens')
  return list(ctx, accountId, { accountId })
}

/** Everybody's tokens in the organization, in the same order. */
export async function listAccessTokens(ctx: TenantContext): Promise<AccessTokenDto[]> {
  const accountId = allow(ctx, 'manage access tokens')
  return list(ctx, accountId, {})
}

async function list(ctx: TenantContext, accountId: string, whose: { accountId?: string }) {
  const at = ctx.now()
  const orderBy = { createdAt: 'desc', id: 'desc' } as const
  const current = await ctx.em.find(
    AccessToken,
    { ...whose, revokedAt: null, expiresAt: { $gt: at } },
    { orderBy },
  )
  const ended = await ctx.em.find(
    AccessToken,
    { ...whose, $or: [{ revokedAt: { $ne: null } }, { expiresAt: { $lte: at } }] },
    { orderBy, limit: MAX_ENDED },
  )
  return presentAccessTokens(ctx, accountId, [...current, ...ended])
}
