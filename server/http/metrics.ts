import { loadOnce } from '#shared/load-once.ts'
import type { FastifyReply } from 'fastify'
import type { Mismatches } from '../domain/mismatches.ts'
import type { About, MetricSeries, PoolState } from './metric-series.ts'
import type { Refusal } from './refusal.ts'

declare module 'fastify' {
  interface FastifyInstance {
    metrics: Metrics
  }
}

/** A request as it was logged. A caller can choose its method. */
interface LoggedRequest {
  method: string
  route: string | null
  procedures: readonly string[]
  status: number
}

/** The rest is counted as one, because a caller can name any method. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS'])

/**
 * What this process counts, in the format of Prometheus. Labels have values of ours only (routes, procedures, codes, jobs):
 * a path, a tenant or a user would make a new series with each request. prom-client is loaded when something is counted or
 * read, or soon after the start.
 */
export class Metrics {
  readonly #about: About
  readonly #waiting: ((series: MetricSeries) => void)[] = []
  #series: MetricSeries | undefined

  constructor(about: About) {
    this.#about = about
  }

  readonly load = loadOnce(async () => {
    const { MetricSeries } = await import('./metric-series.ts')
    this.#series = new MetricSeries(this.#about)
    for (const watch of this.#waiting) watch(this.#series)
    return this.#series
  })

  /** Adds what Node itself knows: memory, CPU, event loop, garbage collection. Once in a process. */
  watchProcess(): void {
    this.#watch((series) => series.watchProcess())
  }

  /** @param read is asked whenever somebody reads the metrics */
  watchPool(read: () => PoolState): void {
    this.#watch((series) => series.watchPool(read))
  }

  /** @param isReady is asked whenever somebody reads the metrics */
  watchReadiness(isReady: () => Promise<boolean>): void {
    this.#watch((series) => series.watchReadiness(isReady))
  }

  countRequest({ method, route, procedures, status }: LoggedRequest, reply: FastifyReply): void {
    const type = String(reply.getHeader('content-type') ?? '')
    const request = {
      route: nameRoute(route, procedures),
      method: METHODS.has(method) ? method : 'other',
      status,
      ...(!type.startsWith('text/event-stream') && { seconds: reply.elapsedTime / 1_000 }),
    }
    this.#count((series) => series.countRequest(request))
  }

  /** What never became a request. */
  countUnreadable(status: number): void {
    this.#count((series) => series.countRequest({ route: 'none', method: 'other', status }))
  }

  countRefusal({ code, lane }: Pick<Refusal, 'code' | 'lane'>): void {
    this.#count((series) => series.countRefusal(code, lane ?? ''))
  }

  countTicket(origin: 'sdk' | 'dashboard', outcome: 'opened' | 'replayed' | 'refused' | 'failed'): void {
    this.#count((series) => series.countTicket(origin, outcome))
  }

  /** @param change how many live streams there are more */
  countStreams(change: 1 | -1): void {
    this.#count((series) => series.countStreams(change))
  }

  /** A look at the database for what live streams are to be told, which failed. */
  countLiveFailure(): void {
    this.#count((series) => series.countLiveFailure())
  }

  /** A dashboard was told to fetch all anew in the middle of its stream. */
  countLiveRefetch(): void {
    this.#count((series) => series.countLiveRefetch())
  }

  /** @param isShared whether limits count for all processes now */
  noteSharedLimits(isShared: boolean): void {
    this.#count((series) => series.noteSharedLimits(isShared))
  }

  /** A decision that was to be made with the counts of all processes, and was made with those of this one. */
  countLimitFallback(): void {
    this.#count((series) => series.countLimitFallback())
  }

  /** @param code why a write of the log failed, in the words of the operating system */
  countLogFailure(code: string): void {
    this.#count((series) => series.countLogFailure(code))
  }

  /** A line that is not in the log. */
  countLostLine(): void {
    this.#count((series) => series.countLostLine())
  }

  /** @param seconds by which the clock of this process is ahead of the database's */
  noteClocks(seconds: number): void {
    this.#count((series) => series.noteClocks(seconds))
  }

  /** @param mismatches in which settings another process that runs differs */
  noteSettings(mismatches: Mismatches): void {
    this.#count((series) => series.noteSettings(mismatches))
  }

  countJob(job: string, isDone: boolean, seconds: number): void {
    const endedAt = Date.now() / 1_000
    this.#count((series) => series.countJob(job, isDone ? 'done' : 'failed', seconds, endedAt))
  }

  /** @param isHere whether this process runs these jobs from now on, or no longer does */
  noteJobs(jobs: readonly { name: string }[], isHere: boolean): void {
    const at = Date.now() / 1_000
    for (const { name } of jobs)
      this.#count((series) => (isHere ? series.addJob(name, at) : series.removeJob(name)))
  }

  /** All of it, as text of this type. */
  async read(): Promise<{ type: string; text: string }> {
    const series = await this.load()
    return { type: series.contentType, text: await series.read() }
  }

  /** Loads nothing for it: a start is sooner ready without. */
  #watch(add: (series: MetricSeries) => void): void {
    if (this.#series) add(this.#series)
    else this.#waiting.push(add)
  }

  #count(add: (series: MetricSeries) => void): void {
    // Whoever reads the metrics learns that they cannot be loaded.
    void this.load().then(add, () => {})
  }
}

/** The template of a route; for procedures of the dashboard also which one, or that it was several at once. */
function nameRoute(route: string | null, procedures: readonly string[]): string {
  if (route === null) return 'none'
  // Each build has files of other names, which would be other series.
  if (route.startsWith('/assets/')) return '/assets/*'
  if (procedures.length === 0) return route
  return `/trpc/${procedures.length === 1 ? procedures[0] : '(batch)'}`
}
