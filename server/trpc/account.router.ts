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
import { readSession } from '../domain/organization/read-session.ts'
import { readSignUpPolicy } from '../domain/account/read-sign-up-policy.ts'
import { signOut } from '../domain/account/sign-out.ts'
import { signIn } from '../domain/organization/sign-in.ts'
import { signUp } from '../domain/organization/sign-up.ts'
import { accountProcedure, publicProcedure, router } from './trpc.ts'

export const accountRouter = router({
  session: publicProcedure.query(async ({ ctx }) => readSession(ctx.platform, await ctx.readAccountId())),

  signUpPolicy: publicProcedure.query(({ ctx }) => readSignUpPolicy(ctx.platform)),

  signUp: publicProcedure.input(signUpInput).mutation(async ({ ctx, input }) => {
    const browser = ctx.readBrowser()
    await browser.countSignUp()
    const userAgent = ctx.request.headers['user-agent']
    const { session, secret } = await signUp(ctx.platform, input, browser, userAgent)
    ctx.deviceCookie.write(ctx.reply, browser.cookie)
    ctx.cookie.write(ctx.reply, secret)
    return session
  }),

  signIn: publicProcedure.input(signInInput).mutation(async ({ ctx, input }) => {
    const browser = ctx.readBrowser()
    const userAgent = ctx.request.headers['user-agent']
    const { session, secret } = await signIn(ctx.platform, input, browser, userAgent)
    ctx.deviceCookie.write(ctx.reply, browser.cookie)
    ctx.cookie.write(ctx.reply, secret)
    return session
  }),

  signOut: publicProcedure.mutation(async ({ ctx }) => {
    const secret = ctx.cookie.read(ctx.request)
    if (secret) await signOut(ctx.platform, secret)
    ctx.cookie.clear(ctx.reply)
  }),

  changePassword: accountProcedure.input(changePasswordInput).mutation(async ({ ctx, input }) => {
    const browser = ctx.readBrowser()
    const userAgent = ctx.request.headers['user-agent']
    const secret = await changePassword(ctx.platform, ctx.accountId, input, browser, userAgent)
    ctx.deviceCookie.write(ctx.reply, browser.cookie)
    ctx.cookie.write(ctx.reply, secret)
  }),

  sessions: accountProcedure.query(({ ctx }) => listSessions(ctx.platform, ctx.accountId, ctx.sessionSecret)),

  endSession: accountProcedure
    .input(endSessionInput)
    .mutation(({ ctx, input }) => endSession(ctx.platform, ctx.accountId, input.sessionId)),

  signOutEverywhere: accountProcedure.input(signOutEverywhereInput).mutation(async ({ ctx, input }) => {
    const browser = ctx.readBrowser()
    const except = input.keepThis ? ctx.sessionSecret : undefined
    await signOutEverywhere(ctx.platform, ctx.accountId, browser, except)
    ctx.deviceCookie.write(ctx.reply, browser.cookie)
    if (!input.keepThis) ctx.cookie.clear(ctx.reply)
  }),
})
