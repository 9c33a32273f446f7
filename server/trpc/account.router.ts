import { signInInput, signUpInput } from '#shared/account.ts'
import { readSession } from '../domain/organization/read-session.ts'
import { readSignUpPolicy } from '../domain/account/read-sign-up-policy.ts'
import { signOut } from '../domain/account/sign-out.ts'
import { signIn } from '../domain/organization/sign-in.ts'
import { signUp } from '../domain/organization/sign-up.ts'
import { networkOf } from '../http/rate-limit.ts'
import { publicProcedure, router } from './trpc.ts'

export const accountRouter = router({
  session: publicProcedure.query(async ({ ctx }) => readSession(ctx.platform, await ctx.readAccountId())),

  signUpPolicy: publicProcedure.query(({ ctx }) => readSignUpPolicy(ctx.platform)),

  signUp: publicProcedure.input(signUpInput).mutation(async ({ ctx, input }) => {
    await ctx.throttle.countSignUp(networkOf(ctx.request.ip))
    const { session, secret } = await signUp(ctx.platform, input)
    ctx.cookie.write(ctx.reply, secret)
    return session
  }),

  signIn: publicProcedure.input(signInInput).mutation(async ({ ctx, input }) => {
    const { session, secret } = await signIn(ctx.platform, input, ctx.throttle, networkOf(ctx.request.ip))
    ctx.cookie.write(ctx.reply, secret)
    return session
  }),

  signOut: publicProcedure.mutation(async ({ ctx }) => {
    const secret = ctx.cookie.read(ctx.request)
    if (secret) await signOut(ctx.platform, secret)
    ctx.cookie.clear(ctx.reply)
  }),
})
