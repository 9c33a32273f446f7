import Fastify, { type FastifyInstance } from 'fastify'
import type { Orm } from '../db/orm.ts'

/** Milliseconds the database has to answer, and for which its answer is believed. */
const CHECK_TIMEOUT = 500
const CHECK_CACHED = 1_000

export interface HealthApp {
  app: FastifyInstance
  /** From now on not ready, so that load balancers stop sending before the door closes. */
  drain: () => void
}

/**
 * Liveness and readiness, on a port of their own: `/healthz` says that this process runs, `/readyz` that it can
 * serve (the database answers and has the newest schema, and no shutdown is under way).
 */
export function buildHealthApp(orm: Orm): HealthApp {
  const app = Fastify({ logger: false, forceCloseConnections: true })
  const databaseIsReady = cached(CHECK_CACHED, () => within(CHECK_TIMEOUT, checkDatabase(orm)))
  let draining = false

  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const reason = draining ? 'draining' : await databaseIsReady()
    if (!reason) return { status: 'ready' }
    return reply.code(503).send({ status: 'not-ready', reason })
  })
  return {
    app,
    drain: () => {
      draining = true
    },
  }
}

type Reason = 'database' | 'migrations' | undefined

async function checkDatabase(orm: Orm): Promise<Reason> {
  try {
    await orm.em.fork().execute('select 1')
    const pending = await orm.migrator.getPending()
    return pending.length === 0 ? undefined : 'migrations'
  } catch {
    return 'database'
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
