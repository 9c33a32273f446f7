import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyServerOptions,
  type RouteOptions,
} from 'fastify'
import { randomUUID } from 'node:crypto'
import type { Config } from './config.ts'
import type { Orm } from './db/orm.ts'
import { readFault } from './db/read-fault.ts'
import { newWork, runWork } from './db/work.ts'
import { loadArgon2 } from './domain/account/passwords.ts'
import { loadKnownPasswords } from './domain/account/refuse-known-password.ts'
import { loadJose } from './domain/authorization/vault.ts'
import { ChangeFeed } from './domain/change-feed.ts'
import type { PlatformContext } from './domain/context.ts'
import { limitInMemory, type MakeLimiter } from './domain/limiter.ts'
import { onWritten } from './domain/wake-followers.ts'
import { closeConnections } from './http/close-connections.ts'
import { enforceDeadlines } from './http/deadlines.ts'
import { describeFault } from './http/describe-fault.ts'
import { requireAddress } from './http/require-address.ts'
import { loadLater } from './http/load-later.ts'
import { ignoreExpectations, logRequests } from './http/log-requests.ts'
import { Metrics } from './http/metrics.ts'
import { answerErrors, problemOptions } from './http/problem.ts'
import { addRefusals, trackWork } from './http/refusal.ts'
import { limitByIp, Quota } from './http/rate-limit.ts'
import { securityHeaders } from './http/security-headers.ts'
import { readSignInPage, serveSignInFiles } from './http/sign-in-page.ts'
import { serveSpa } from './http/spa.ts'
import { resolveSite } from './http/tenant-host.ts'
import { admitTokenCalls } from './http/token-cors.ts'
import { answerInTurn } from './http/pipelined-requests.ts'
import { closeUnreadBodies } from './http/unread-bodies.ts'
import type { AttachToDesk } from './mcp/create-desk-server.ts'
import { serveMcp } from './mcp/serve-mcp.ts'
import { authorizationServer } from './oauth/authorization-server.ts'
import { runnerLoader } from './oauth/load-runner.ts'
import { staffServer } from './oauth/staff-server.ts'
import { supportApi } from './rest/support-api.ts'
import { serveTrpc } from './trpc/serve-trpc.ts'

export interface AppDependencies {
  config: Config
  orm: Orm
  /** The built dashboard; without it only the APIs are served. */
  spaFolder?: string | undefined
  logger?: FastifyServerOptions['logger']
  now?: () => Date
  /** Says once how documents that identify OAuth clients are fetched; without an answer such clients are not let in. */
  findFetch?: () => Promise<typeof fetch | undefined>
  /** What is counted, for the port of health. Without it, nobody reads what this app counts. */
  metrics?: Metrics | undefined
  /** Adds something of others to the MCP server of the desk. The product itself adds nothing. */
  attachToDesk?: AttachToDesk | undefined
  /** Hears of every route that is registered, for the test that enumerates them. */
  onRoute?: (route: RouteOptions) => void
}

/** The largest body of any route, in bytes: what the SDK API takes. */
const BODY_LIMIT = 65_536

/**
 * Builds the platform: the dashboard with its tRPC API on `APP_ORIGIN`, and the SDK API on every MCP server's host.
 * It does not listen.
 */
export async function buildApp({
  config,
  orm,
  spaFolder,
  logger = false,
  now,
  findFetch = async () => undefined,
  metrics = new Metrics({ version: '', database: 'sqlite' }),
  attachToDesk,
  onRoute,
}: AppDependencies): Promise<FastifyInstance> {
  const app = Fastify({
    logger,
    logController: new LogController({ requestIdLogLabel: 'requestId', disableRequestLogging: true }),
    trustProxy: config.trustProxy === '' ? false : config.trustProxy.split(','),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 15_000,
    // A request without a host is refused like any other, and not by Node, which would not log it.
    http: { headersTimeout: 4_000, connectionsCheckingInterval: 500, requireHostHeader: false },
    routerOptions: { maxParamLength: 5_000 },
    ...problemOptions,
  })
  const changes = new ChangeFeed(() => orm.em.fork(), {
    onFailure(error, isFirst) {
      metrics.countLiveFailure()
      if (isFirst) app.log.error({ fault: describeFault(error, readFault) }, 'live updates failed')
    },
    onRefetch: () => metrics.countLiveRefetch(),
  })
  app.addHook('onClose', async () => changes.stop())
  const platform = (): PlatformContext => ({
    em: orm.em.fork(),
    now: now ?? (() => new Date()),
    settings: config,
  })

  app.decorate('metrics', metrics)
  app.decorate(
    'makeLimiter',
    config.valkeyUrl ? await shareThroughValkey(app, config, changes) : limitInMemory,
  )
  loadLater(app, () => metrics.load())
  loadLater(app, () => Promise.all([loadArgon2(), loadKnownPasswords(), loadJose()]))
  if (onRoute) app.addHook('onRoute', onRoute)
  answerInTurn(app)
  logRequests(app)
  ignoreExpectations(app)
  closeUnreadBodies(app)
  trackWork(app, { newWork, runWork })
  enforceDeadlines(app)
  addRefusals(app, readFault)
  answerErrors(app)
  closeConnections(app, config.graceMs - config.drainMs)
  admitTokenCalls(app)
  requireAddress(app)
  limitByIp(app, config.quotas.ipPerMinute)
  resolveSite(app, config)
  securityHeaders(app, config)
  await app.register(supportApi, { platform, quotas: config.quotas })
  const loadRunner = runnerLoader(findFetch)
  await app.register(authorizationServer, {
    platform,
    registrationsPerHour: config.quotas.registrationsPerHour,
    signUpsPerHour: config.quotas.signUpsPerHour,
    loadRunner,
    renderPage: await readSignInPage(spaFolder),
  })
  await app.register(staffServer, {
    platform,
    settings: config,
    registrationsPerHour: config.quotas.registrationsPerHour,
    loadRunner,
  })
  const tokenCalls = new Quota(app.makeLimiter, {
    policy: 'token',
    quota: config.quotas.tokenPerMinute,
    seconds: 60,
  })
  await app.register(serveTrpc, {
    platform,
    changes,
    config,
    tokenCalls,
    signUpsPerHour: config.quotas.signUpsPerHour,
  })
  await app.register(serveMcp, {
    platform,
    tokenCalls,
    attach: attachToDesk,
  })
  if (spaFolder) {
    await app.register(serveSignInFiles, { folder: spaFolder })
    await app.register(serveSpa, { folder: spaFolder })
  }
  return app
}

/** Counts limits for all processes, and lets them wake each other. Nothing of it is loaded where there is no Valkey. */
async function shareThroughValkey(
  app: FastifyInstance,
  { valkeyUrl: url = '', appSecret: secret }: Config,
  changes: ChangeFeed,
): Promise<MakeLimiter> {
  const { openValkey } = await import('./valkey/open-valkey.ts')
  const valkey = openValkey({
    url,
    secret,
    onChange(isUp, fault) {
      app.metrics.noteSharedLimits(isUp)
      if (isUp) app.log.info('Valkey answers: limits count for all processes')
      else app.log.warn({ fault }, 'Valkey is away: limits count in this process')
    },
    onFallback: () => app.metrics.countLimitFallback(),
    onWake: (organizationId) => changes.wake(organizationId),
    onMessages(areHeard, fault) {
      if (areHeard) app.log.info('Subscribed at Valkey again: other processes wake this one')
      else app.log.warn({ fault }, 'No subscription at Valkey: other processes cannot wake this one')
    },
  })
  const stopWaking = onWritten(valkey.wakeOthers)
  app.addHook('onClose', async () => {
    stopWaking()
    valkey.close()
  })
  return valkey.makeLimiter
}
