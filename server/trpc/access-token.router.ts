import { accessTokenInput, createAccessTokenInput } from '#shared/access-token.ts'
import { organizationInput } from '#shared/organization.ts'
import { createAccessToken } from '../domain/access-token/create-access-token.ts'
import { listAccessTokens, listOwnAccessTokens } from '../domain/access-token/list-access-tokens.ts'
import { revokeAccessToken } from '../domain/access-token/revoke-access-token.ts'
import { memberProcedure, router } from './trpc.ts'

export const accessTokenRouter = router({
  list: memberProcedure.input(organizationInput).query(({ ctx }) => listAccessTokens(ctx.tenant)),

  listOwn: memberProcedure.input(organizationInput).query(({ ctx }) => listOwnAccessTokens(ctx.tenant)),

  create: memberProcedure
    .input(createAccessTokenInput)
    .mutation(({ ctx, input }) => createAccessToken(ctx.tenant, input)),

  revoke: memberProcedure
    .input(accessTokenInput)
    .mutation(({ ctx, input }) => revokeAccessToken(ctx.tenant, input.tokenId)),
})
