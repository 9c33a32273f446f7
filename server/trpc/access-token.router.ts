import { accessTokenInput, createAccessTokenInput, type RevokedTokensDto } from '#shared/access-token.ts'
import { organizationInput } from '#shared/organization.ts'
import { revokeOwnAgents } from '../domain/agent/revoke-own-agents.ts'
import { createAccessToken } from '../domain/access-token/create-access-token.ts'
import { listAccessTokens, listOwnAccessTokens } from '../domain/access-token/list-access-tokens.ts'
import { revokeAccessToken } from '../domain/access-token/revoke-access-token.ts'
import { revokeOwnAccessTokens } from '../domain/access-token/revoke-own-access-tokens.ts'
import { accountProcedure, memberProcedure, router } from './trpc.ts'

export const accessTokenRouter = router({
  list: memberProcedure.input(organizationInput).query(({ ctx }) => listAccessTokens(ctx.tenant)),

  listOwn: memberProcedure.input(organizationInput).query(({ ctx }) => listOwnAccessTokens(ctx.tenant)),

  create: memberProcedure
    .input(createAccessTokenInput)
    .mutation(({ ctx, input }) => createAccessToken(ctx.tenant, input)),

  revoke: memberProcedure
    .input(accessTokenInput)
    .mutation(({ ctx, input }) => revokeAccessToken(ctx.tenant, input.tokenId)),

  revokeOwn: accountProcedure.mutation(async ({ ctx }): Promise<RevokedTokensDto> => ({
    revoked: await revokeOwnAccessTokens(ctx.platform, ctx.accountId),
    agents: await revokeOwnAgents(ctx.platform, ctx.accountId),
  })),
})
