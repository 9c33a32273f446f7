import Fastify, { type FastifyInstance } from 'fastify'
import type { Metrics } from './metrics.ts'

/** Milliseconds in which the database must answer. */
const CHECK_TIMEOUT = 500
/** Milliseconds for which its answer is used again. */
const CHECK_CACHED = 1_000

/** Milliseconds in which a request must arrive. After them, its connection is closed. */
const REQUEST_MS = 4_000

type Reason = 'database' | 'migrations' | 'writes' | 'damaged' | undefined

interface HealthOptions {
  metrics?: Metrics
  hasStarted?: () => boolean
  /** Called when what keeps the database from being used changes. */
  onChange?: (reason: Reason) => void
}

export interface HealthApp {
  app: FastifyInstance
  /** From now on not ready, so that load balancers stop sending before the port closes. */
  drain: () => void
}

/**
 * Liveness and readiness, on a port of their own: `/healthz` says that this process runs, `/readyz` that it can
 * serve (the database answers, has the newest schema and can be written, and no shutdown is under way), `/metrics` what
 * it counts, in the format of Prometheus.
 *
 * @param checkDatabase says what keeps the database from being used, if anything
 * @param options.metrics what `/metrics` answers, if anything
 * @param options.hasStarted whether the migrations are over. Until then the database is not asked.
 * @param options.onChange hears of each change of what keeps the database from being used
 */
export function buildHealthApp(
  checkDatabase: () => Promise<Reason>,
  { metrics, hasStarted = () => true, onChange = () => {} }: HealthOptions = {},
): HealthApp {
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: REQUEST_MS, connectionsCheckingInterval: 500 },
  })
  let known: Reason
  const databaseIsReady = cached(CHECK_CACHED, async () => {
    const reason = await within(CHECK_TIMEOUT, checkDatabase())
    if (reason !== known) onChange(reason)
    known = reason
    return reason
  })
  let draining = false

  const readReason = async () => {
    if (draining) return 'draining'
    // Not remembered: who asks again the moment after the start is told so.
    return hasStarted() ? databaseIsReady() : 'migrations'
  }

  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const reason = await readReason()
    if (!reason) return { status: 'ready' }
    return reply.code(503).send({ status: 'not-ready', reason })
  })
  if (metrics) {
    metrics.watchReadiness(async () => (await readReason()) === undefined)
    app.get('/metrics', async (_request, reply) => {
      const { type, text } = await metrics.read()
      return reply.type(type).send(text)
    })
  }
  return {
    app,
    drain: () => {
      draining = true
    },
  }
}

async function within(milliseconds: number, check: Promise<Reason>): Promise<Reason> {
  const { promise: tooLate, resolve } = Promise.withResolvers<Reason>()
  const timer = setTimeout(() => resolve('database'), milliseconds)
  try {
    return await Promise.race([check, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** Runs `work` at most once in that time; everybody who asks meanwhile shares the answer. */
function cached<T>(milliseconds: number, work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  let until = 0
  return () => {
    if (answer && performance.now() < until) return answer
    until = performance.now() + milliseconds
    answer = work()
    return answer
  }
}
