import {
  changePasswordInput,
  endSessionInput,
  signInInput,
  signOutEverywhereInput,
  signUpInput,
} from '#shared/account.ts'
import { changePassword } from '../domain/account/change-password.ts'
import { endSession } from '../domain/account/end-session.ts'
import { listSessions } from '../domain/account/list-sessions.ts'
import { signOutEverywhere } from '../domain/account/sign-out-everywhere.ts'
import { SignInDevice } from '../domain/account/sign-in-device.ts'
import { readSession } from '../domain/organization/read-session.ts'
import { readSignUpPolicy } from '../domain/account/read-sign-up-policy.ts'
import { signOut } from '../domain/account/sign-out.ts'
import { signIn } from '../domain/organization/sign-in.ts'
import { signUp } from '../domain/organization/sign-up.ts'
import { networkOf } from '../http/rate-limit.ts'
import type { TrpcContext } from './context.ts'
import { accountProcedure, publicProcedure, router } from './trpc.ts'

function deviceOf({ throttle, platform, deviceCookie, request }: TrpcContext): SignInDevice {
  return new SignInDevice(throttle, platform.settings, deviceCookie.read(request))
}

export const accountRouter = router({
  session: publicProcedure.query(async ({ ctx }) => readSession(ctx.platform, await ctx.readAccountId())),

  signUpPolicy: publicProcedure.query(({ ctx }) => readSignUpPolicy(ctx.platform)),

  signUp: publicProcedure.input(signUpInput).mutation(async ({ ctx, input }) => {
    await ctx.throttle.countSignUp(networkOf(ctx.request.ip))
    const { session, secret } = await signUp(ctx.platform, input, ctx.request.headers['user-agent'])
    ctx.cookie.write(ctx.reply, secret)
    return session
  }),

  signIn: publicProcedure.input(signInInput).mutation(async ({ ctx, input }) => {
    const { ip, headers } = ctx.request
    const userAgent = headers['user-agent']
    const device = deviceOf(ctx)
    const { session, secret } = await signIn(ctx.platform, input, device, networkOf(ip), userAgent)
    ctx.deviceCookie.write(ctx.reply, device.cookie)
    ctx.cookie.write(ctx.reply, secret)
    return session
  }),

  signOut: publicProcedure.mutation(async ({ ctx }) => {
    const secret = ctx.cookie.read(ctx.request)
    if (secret) await signOut(ctx.platform, secret)
    ctx.cookie.clear(ctx.reply)
  }),

  changePassword: accountProcedure.input(changePasswordInput).mutation(async ({ ctx, input }) => {
    const { ip, headers } = ctx.request
    const browser = { clientIp: networkOf(ip), userAgent: headers['user-agent'] }
    const device = deviceOf(ctx)
    const secret = await changePassword(ctx.platform, ctx.accountId, input, device, browser)
    ctx.deviceCookie.write(ctx.reply, device.cookie)
    ctx.cookie.write(ctx.reply, secret)
  }),

  sessions: accountProcedure.query(({ ctx }) => listSessions(ctx.platform, ctx.accountId, ctx.sessionSecret)),

  endSession: accountProcedure
    .input(endSessionInput)
    .mutation(({ ctx, input }) => endSession(ctx.platform, ctx.accountId, input.sessionId)),

  signOutEverywhere: accountProcedure.input(signOutEverywhereInput).mutation(async ({ ctx, input }) => {
    await signOutEverywhere(ctx.platform, ctx.accountId, input.keepThis ? ctx.sessionSecret : undefined)
    if (!input.keepThis) ctx.cookie.clear(ctx.reply)
  }),
})
