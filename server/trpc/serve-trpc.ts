import type { ServerResponse } from 'node:http'
import cookies from '@fastify/cookie'
import {
  type CreateFastifyContextOptions,
  fastifyTRPCPlugin,
  type FastifyTRPCPluginOptions,
} from '@trpc/server/adapters/fastify'
import type { FastifyInstance } from 'fastify'
import { authenticateSession } from '../domain/account/authenticate-session.ts'
import { KNOWN_SECONDS } from '../domain/account/known-marks.ts'
import { SESSION_SECONDS } from '../domain/account/sessions.ts'
import { SignInBrowser } from '../domain/account/sign-in-browser.ts'
import { SignInThrottle } from '../domain/account/sign-in-throttle.ts'
import type { DomainSettings, PlatformContext } from '../domain/context.ts'
import { DomainError } from '../domain/errors.ts'
import { TOKENS_CANNOT } from '../domain/policy.ts'
import { deviceCookie } from '../http/device-cookie.ts'
import { limitTime } from '../http/deadlines.ts'
import { networkOf, Quota } from '../http/rate-limit.ts'
import { sessionCookie } from '../http/session-cookie.ts'
import { onlyFor } from '../http/tenant-host.ts'
import { bearerOf } from '../http/token-cors.ts'
import type { TrpcContext } from './context.ts'
import { keepCurrentRequest } from './current-request.ts'
import { refuseCrossSite } from './refuse-cross-site.ts'
import { refuseTwoCredentials } from './refuse-two-credentials.ts'
import { appRouter } from './router.ts'

interface Options {
  platform: () => PlatformContext
  config: DomainSettings
  /** Procedures that one access token may call in a minute. */
  callsPerToken: number
  /** Accounts that one network may make in an hour. */
  signUpsPerHour: number
}

/** Procedures in one request: the dashboard's own batches are smaller, and an unbounded one is a free load test. */
const MAX_BATCH = 10

/** Milliseconds for an answer. */
const DEADLINE_MS = 8_000

/** Serves `/trpc` on the dashboard's host. */
export async function serveTrpc(
  app: FastifyInstance,
  { platform, config, callsPerToken, signUpsPerHour }: Options,
): Promise<void> {
  const cookie = sessionCookie(config.appOrigin, SESSION_SECONDS)
  const devices = deviceCookie(config.appOrigin, KNOWN_SECONDS)
  const throttle = new SignInThrottle(signUpsPerHour)
  const tokenCalls = new Quota('token', callsPerToken, 60)

  function createContext({ req, res }: CreateFastifyContextOptions): TrpcContext {
    const ctx = platform()
    const token = bearerOf(req)
    let account: Promise<string | undefined> | undefined
    const readAccountId = async () => {
      if (token !== undefined) throw new DomainError('forbidden', { detail: TOKENS_CANNOT })
      const secret = cookie.read(req)
      const session = await authenticateSession(ctx, secret)
      if (secret && session?.prolonged) cookie.write(res, secret)
      return session?.accountId
    }
    return {
      platform: ctx,
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
      countTokenCall: (tokenId) => tokenCalls.take(req, tokenId),
      readAccountId: () => (account ??= readAccountId()),
    }
  }

  await app.register(cookies)
  onlyFor(app, 'app')
  limitTime(app, DEADLINE_MS)
  keepCurrentRequest(app)
  keepAnswersPrivate(app)
  endStreamsOnClose(app)
  app.addHook('onRequest', refuseTwoCredentials)
  app.addHook('onRequest', refuseCrossSite(config.appOrigin))
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: { router: appRouter, createContext, maxBatchSize: MAX_BATCH },
  } satisfies FastifyTRPCPluginOptions<typeof appRouter>)
}

/** What one person is shown is kept by no cache on its way (RFC 9111 §5.2.2.5). */
function keepAnswersPrivate(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    // tRPC tells proxies in the same header not to rewrite its streams.
    const own = payload instanceof Response ? payload.headers.get('cache-control') : null
    const value = own?.includes('no-transform') ? 'no-store, no-transform' : 'no-store'
    if (payload instanceof Response) payload.headers.set('cache-control', value)
    reply.header('cache-control', value)
  })
}

/** Live streams have no deadline and never end by themselves, and closing waits for every response. Browsers reconnect to the next process. */
function endStreamsOnClose(app: FastifyInstance): void {
  const streams = new Set<ServerResponse>()
  app.addHook('onSend', async (request, reply, payload) => {
    const type = payload instanceof Response && payload.headers.get('content-type')
    if (!type || !type.startsWith('text/event-stream')) return
    request.deadline.lift()
    streams.add(reply.raw)
    app.metrics.countStreams(1)
    reply.raw.once('close', () => {
      streams.delete(reply.raw)
      app.metrics.countStreams(-1)
    })
  })
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.destroy()
  })
}
