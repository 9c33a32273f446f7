import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SignInThrottle } from '../domain/account/sign-in-throttle.ts'
import type { PlatformContext } from '../domain/context.ts'
import type { SessionCookie } from '../http/session-cookie.ts'

/** What a procedure gets. `accountId` is set when the session cookie is good. */
export interface TrpcContext {
  platform: PlatformContext
  accountId: string | undefined
  request: FastifyRequest
  reply: FastifyReply
  cookie: SessionCookie
  throttle: SignInThrottle
}
