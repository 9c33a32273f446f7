import { type CreateFastifyContextOptions, fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import type { AnyProcedure } from '@trpc/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { authenticateSession } from '../domain/account/authenticate-session.ts'
import { KNOWN_SECONDS } from '../domain/account/known-marks.ts'
import { SESSION_SECONDS } from '../domain/account/sessions.ts'
import { SignInBrowser } from '../domain/account/sign-in-browser.ts'
import { SignInThrottle } from '../domain/account/sign-in-throttle.ts'
import type { ChangeFeed } from '../domain/change-feed.ts'
import type { DomainSettings, PlatformContext } from '../domain/context.ts'
import { DomainError } from '../domain/errors.ts'
import type { MakeLimiter } from '../domain/limiter.ts'
import { enterOrganizations } from '../domain/organization/enter-organization.ts'
import { SessionActors } from '../domain/organization/session-actors.ts'
import { TOKENS_CANNOT } from '../domain/policy.ts'
import { deviceCookie } from '../http/device-cookie.ts'
import { networkOf } from '../http/network-of.ts'
import type { Quota } from '../http/rate-limit.ts'
import { sessionCookie } from '../http/session-cookie.ts'
import { bearerOf } from '../http/token-cors.ts'
import type { TrpcContext } from './context.ts'
import { exportAnswerer } from './export-tickets.ts'
import type { KnownCallers } from './known-callers.ts'
import { appRouter } from './router.ts'
import { changeWriter } from './watch-changes.ts'

export interface ProcedureOptions {
  platform: () => PlatformContext
  changes: ChangeFeed
  config: DomainSettings
  /** Counts the procedures that an access token calls, with its calls of `/mcp`. */
  tokenCalls: Quota
  /** Accounts that one network may make in an hour. */
  signUpsPerHour: number
  /** Hears whose a session or token is. */
  callers: KnownCallers
}

/** Procedures in one request: the dashboard's own batches are smaller, and an unbounded one is a free load test. */
const MAX_BATCH = 10

/** What has a route of its own: tRPC's streams have no bound for a client that does not read. */
const STREAMED = new Set(
  // By their full names, though tRPC types it as a tree.
  Object.entries(appRouter._def.procedures as unknown as Record<string, AnyProcedure>)
    .filter(([, { _def }]) => _def.type === 'subscription')
    .map(([name]) => name),
)

type Answer<Result> = (request: FastifyRequest, reply: FastifyReply) => Promise<Result>

export interface AnswerProcedures {
  procedures: Answer<void>
  exportTickets: Answer<FastifyReply>
  watchChanges: Answer<FastifyReply>
}

/** Prepares what all procedures share. They are loaded with this file only: a start does not need them. */
export function procedureAnswerer(
  makeLimiter: MakeLimiter,
  { platform, changes, config, tokenCalls, signUpsPerHour, callers }: ProcedureOptions,
): AnswerProcedures {
  const cookie = sessionCookie(config.appOrigin, SESSION_SECONDS)
  const devices = deviceCookie(config.appOrigin, KNOWN_SECONDS)
  const throttle = new SignInThrottle(signUpsPerHour, makeLimiter)
  const sessionActors = new SessionActors(platform)

  function createContext({ req, res }: Pick<CreateFastifyContextOptions, 'req' | 'res'>): TrpcContext {
    const ctx = platform()
    const token = bearerOf(req)
    let account: Promise<string | undefined> | undefined
    const readAccountId = async () => {
      if (token !== undefined) throw new DomainError('forbidden', { detail: TOKENS_CANNOT })
      const secret = cookie.read(req)
      const session = await authenticateSession(ctx, secret)
      if (secret && session) callers.note(secret, session.accountId)
      if (secret && session?.prolonged) cookie.write(res, secret)
      return session?.accountId
    }
    return {
      platform: ctx,
      changes,
      sessionActors,
      request: req,
      reply: res,
      cookie,
      throttle,
      deviceCookie: devices,
      readBrowser: () =>
        new SignInBrowser({
          throttle,
          settings: config,
          now: ctx.now,
          cookie: devices.read(req),
          network: networkOf(req.ip),
        }),
      token,
      countTokenCall: (tokenId) => {
        if (token !== undefined) callers.note(token, tokenId)
        return tokenCalls.take(req, tokenId)
      },
      readAccountId: () => (account ??= readAccountId()),
      enterOrganization: enterOrganizations(ctx),
    }
  }

  return {
    procedures: async (req, res) => {
      const { path } = req.params as { path: string }
      if (path.split(',').some((name) => STREAMED.has(name))) throw new DomainError('route-not-found')
      return fastifyRequestHandler({
        req,
        res,
        // tRPC decodes it once more, and would find a name that was encoded twice.
        path: encodeURIComponent(path),
        router: appRouter,
        createContext,
        maxBatchSize: MAX_BATCH,
      })
    },
    exportTickets: exportAnswerer((req, res) => createContext({ req, res })),
    watchChanges: changeWriter((req, res) => createContext({ req, res })),
  }
}
