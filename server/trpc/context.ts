import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SignInBrowser } from '../domain/account/sign-in-browser.ts'
import type { SignInThrottle } from '../domain/account/sign-in-throttle.ts'
import type { ChangeFeed } from '../domain/change-feed.ts'
import type { PlatformContext, TenantContext } from '../domain/context.ts'
import type { SessionActors } from '../domain/organization/session-actors.ts'
import type { DeviceCookie } from '../http/device-cookie.ts'
import type { SessionCookie } from '../http/session-cookie.ts'

/** What a procedure gets. Making it cannot fail: who is signed in is read by the first procedure that asks. */
export interface TrpcContext {
  platform: PlatformContext
  changes: ChangeFeed
  sessionActors: SessionActors
  request: FastifyRequest
  reply: FastifyReply
  cookie: SessionCookie
  throttle: SignInThrottle
  deviceCookie: DeviceCookie
  /** The browser that asks, as far as sign-ins are concerned. */
  readBrowser: () => SignInBrowser
  /** The access token that the request carries, as text that nobody has checked. */
  token: string | undefined
  /** Counts a call of an access token. It throws `quota-exceeded`. */
  countTokenCall: (tokenId: string) => Promise<unknown>
  /** The account that the session cookie belongs to, if there is one. All procedures of a batch share the answer. */
  readAccountId: () => Promise<string | undefined>
  /** Opens an organization to an account. All procedures of a batch share the look-up. */
  enterOrganization: (accountId: string, slug: string) => Promise<TenantContext>
}
