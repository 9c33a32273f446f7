import { endUserInput, endUserSessionInput, listEndUsersInput } from '#shared/end-user.ts'
import { disableEndUser } from '../domain/end-user/disable-end-user.ts'
import { enableEndUser } from '../domain/end-user/enable-end-user.ts'
import { getEndUser } from '../domain/end-user/get-end-user.ts'
import { listEndUsers } from '../domain/end-user/list-end-users.ts'
import { resetEndUserPassword } from '../domain/end-user/reset-end-user-password.ts'
import { revokeSession } from '../domain/end-user/revoke-session.ts'
import { memberProcedure, router } from './trpc.ts'

export const endUserRouter = router({
  list: memberProcedure
    .input(listEndUsersInput)
    .query(({ ctx, input }) => listEndUsers(ctx.tenant, input.slug, input.search, input.cursor)),

  get: memberProcedure
    .input(endUserInput)
    .query(({ ctx, input }) => getEndUser(ctx.tenant, input.slug, input.userId)),

  revokeSession: memberProcedure
    .input(endUserSessionInput)
    .mutation(({ ctx, input }) => revokeSession(ctx.tenant, input.slug, input.userId, input.sessionId)),

  disable: memberProcedure
    .input(endUserInput)
    .mutation(({ ctx, input }) => disableEndUser(ctx.tenant, input.slug, input.userId)),

  enable: memberProcedure
    .input(endUserInput)
    .mutation(({ ctx, input }) => enableEndUser(ctx.tenant, input.slug, input.userId)),

  resetPassword: memberProcedure
    .input(endUserInput)
    .mutation(({ ctx, input }) => resetEndUserPassword(ctx.tenant, input.slug, input.userId)),
})
