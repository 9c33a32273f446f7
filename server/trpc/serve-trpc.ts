import type { ServerResponse } from 'node:http'
import cookies from '@fastify/cookie'
import {
  type CreateFastifyContextOptions,
  fastifyTRPCPlugin,
  type FastifyTRPCPluginOptions,
} from '@trpc/server/adapters/fastify'
import type { FastifyInstance } from 'fastify'
import { Sessions } from '../domain/account/sessions.ts'
import { SignInThrottle } from '../domain/account/sign-in-throttle.ts'
import type { DomainSettings, PlatformContext } from '../domain/context.ts'
import { sessionCookie } from '../http/session-cookie.ts'
import { onlyFor } from '../http/tenant-host.ts'
import type { TrpcContext } from './context.ts'
import { refuseCrossSite } from './refuse-cross-site.ts'
import { appRouter } from './router.ts'

interface Options {
  platform: () => PlatformContext
  config: DomainSettings
}

/** Procedures in one request: the dashboard's own batches are smaller, and an unbounded one is a free load test. */
const MAX_BATCH = 10

/** Serves `/trpc` on the dashboard's host. */
export async function serveTrpc(app: FastifyInstance, { platform, config }: Options): Promise<void> {
  const cookie = sessionCookie(config.appOrigin)
  const throttle = new SignInThrottle()

  async function createContext({ req, res }: CreateFastifyContextOptions): Promise<TrpcContext> {
    const ctx = platform()
    const secret = cookie.read(req)
    const session = secret ? await new Sessions(ctx.em.fork()).read(secret) : undefined
    if (secret && session?.prolonged) cookie.write(res, secret)
    return { platform: ctx, accountId: session?.accountId, request: req, reply: res, cookie, throttle }
  }

  await app.register(cookies)
  onlyFor(app, 'app')
  endStreamsOnClose(app)
  app.addHook('onRequest', refuseCrossSite(config.appOrigin))
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: appRouter,
      createContext,
      maxBatchSize: MAX_BATCH,
      onError({ error, path, ctx }) {
        if (error.code === 'INTERNAL_SERVER_ERROR')
          ctx?.request.log.error({ err: error.cause ?? error, path }, 'procedure failed')
      },
    },
  } satisfies FastifyTRPCPluginOptions<typeof appRouter>)
}

/** Live streams never end by themselves, and closing waits for every response. Browsers reconnect to the next process. */
function endStreamsOnClose(app: FastifyInstance): void {
  const streams = new Set<ServerResponse>()
  app.addHook('onSend', async (_request, reply, payload) => {
    const type = payload instanceof Response && payload.headers.get('content-type')
    if (!type || !type.startsWith('text/event-stream')) return
    streams.add(reply.raw)
    reply.raw.once('close', () => streams.delete(reply.raw))
  })
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.destroy()
  })
}
