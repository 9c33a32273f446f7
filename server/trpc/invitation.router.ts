import {
  createInvitationInput,
  invitationSecretInput,
  revokeInvitationInput,
  signUpByInvitationInput,
} from '#shared/invitation.ts'
import { organizationInput } from '#shared/organization.ts'
import { DomainError } from '../domain/errors.ts'
import { acceptInvitation } from '../domain/organization/accept-invitation.ts'
import { createInvitation } from '../domain/organization/create-invitation.ts'
import { listInvitations } from '../domain/organization/list-invitations.ts'
import { readInvitation } from '../domain/organization/read-invitation.ts'
import { revokeInvitation } from '../domain/organization/revoke-invitation.ts'
import { signUpByInvitation } from '../domain/organization/sign-up-by-invitation.ts'
import { networkOf } from '../http/network-of.ts'
import { accountProcedure, memberProcedure, publicProcedure, router } from './trpc.ts'

export const invitationRouter = router({
  list: memberProcedure.input(organizationInput).query(({ ctx }) => listInvitations(ctx.tenant)),

  create: memberProcedure
    .input(createInvitationInput)
    .mutation(({ ctx, input }) => createInvitation(ctx.tenant, input.role)),

  revoke: memberProcedure
    .input(revokeInvitationInput)
    .mutation(({ ctx, input }) => revokeInvitation(ctx.tenant, input.invitationId)),

  // A mutation, though it changes nothing: queries are sent in the address, which proxies log.
  read: publicProcedure
    .input(invitationSecretInput)
    .mutation(async ({ ctx, input }) =>
      readInvitation(ctx.platform, input.secret, await ctx.readAccountId()),
    ),

  accept: accountProcedure
    .input(invitationSecretInput)
    .mutation(({ ctx, input }) => acceptInvitation(ctx.platform, ctx.accountId, input.secret)),

  signUp: publicProcedure.input(signUpByInvitationInput).mutation(async ({ ctx, input }) => {
    await ctx.throttle.countInvitation(input.secret)
    const { headers, ip } = ctx.request
    const browser = ctx.readBrowser()
    const { joined, sessionSecret } = await signUpByInvitation(
      ctx.platform,
      input,
      browser,
      headers['user-agent'],
    ).catch(async (error: unknown) => {
      if (isInvitationMissing(error)) await ctx.throttle.countDeadInvitation(networkOf(ip))
      throw error
    })
    ctx.deviceCookie.write(ctx.reply, browser.cookie)
    ctx.cookie.write(ctx.reply, sessionSecret)
    return joined
  }),
})

function isInvitationMissing(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'invitation-not-found'
}
