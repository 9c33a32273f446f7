import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Mismatches } from '../domain/mismatches.ts'

/** The connections of a pool to the database: how many there may be, are in use, and how many statements wait for one. */
export interface PoolState {
  size: number
  used: number
  waiting: number
}

/** A request, in words of ours. */
export interface CountedRequest {
  route: string
  method: string
  status: number
  /** From its head to the end of its answer; absent for a live stream. */
  seconds?: number
}

export interface About {
  version: string
  database: 'mysql' | 'sqlite'
}

/** Seconds. The last ones are the deadlines of the SDK API and of the others. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8]

/** What this process counts, in prom-client. */
export class MetricSeries {
  readonly #registry = new Registry()
  readonly #requests = this.#counter('http_requests_total', 'Requests that were answered.', [
    'route',
    'method',
    'status',
  ])
  readonly #durations = new Histogram({
    name: 'mcp_obs_http_request_duration_seconds',
    help: 'Seconds from the head of a request to the end of its answer, without live streams.',
    labelNames: ['route', 'method'],
    buckets: DURATIONS,
    registers: [this.#registry],
  })
  readonly #refusals = this.#counter(
    'refusals_total',
    'What was refused or failed, by the code of the answer.',
    ['code', 'lane'],
  )
  readonly #tickets = this.#counter('tickets_total', 'Tickets that were asked for, by what came of it.', [
    'origin',
    'outcome',
  ])
  readonly #streams = this.#gauge('live_streams', 'Dashboards that follow changes now.', [])
  readonly #liveFailures = this.#counter(
    'live_failures_total',
    'How often what to tell live dashboards could not be read.',
    [],
  )
  readonly #liveRefetches = this.#counter(
    'live_refetches_total',
    'How often a dashboard was told to fetch all anew, because it could not be told of each change.',
    [],
  )
  readonly #sharedLimits = this.#gauge(
    'limits_shared',
    'Whether limits count in Valkey, for all processes.',
    [],
  )
  readonly #limitFallbacks = this.#counter(
    'limit_fallbacks_total',
    'Decisions about limits that this process made alone, because Valkey was away.',
    [],
  )
  readonly #logFailures = this.#counter(
    'log_failures_total',
    'Writes of the log that failed, by the code of the operating system.',
    ['code'],
  )
  readonly #lostLines = this.#counter('log_lines_lost_total', 'Lines that are not in the log.', [])
  readonly #clocks = this.#gauge(
    'clock_difference_seconds',
    "By how much the clock of this process is ahead of the database's. Less than 0: behind.",
    [],
  )
  readonly #mismatches = this.#gauge(
    'setting_mismatch',
    'Whether another process runs on this database with another value of a setting that all must share.',
    ['setting'],
  )
  readonly #jobRuns = this.#counter('job_runs_total', 'Runs of the jobs that run by themselves.', [
    'job',
    'result',
  ])
  readonly #jobSeconds = this.#gauge('job_last_duration_seconds', 'Seconds that the last run took.', ['job'])
  readonly #jobSuccess = this.#gauge(
    'job_last_success_timestamp_seconds',
    'When the last run succeeded or, before the first one, this process began to run the job.',
    ['job'],
  )
  /** The jobs that this process runs now. */
  readonly #jobsHere = new Set<string>()

  constructor({ version, database }: About) {
    const about = { version, database, node: process.version }
    this.#gauge('build_info', 'What runs. Always 1.', Object.keys(about)).set(about, 1)
  }

  /** Adds what Node itself knows: memory, CPU, event loop, garbage collection. Once in a process. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.#registry })
  }

  /** @param read is asked whenever somebody reads the metrics */
  watchPool(read: () => PoolState): void {
    const pool = new Gauge({
      name: 'mcp_obs_database_connections',
      help: 'Connections to the database: size is how many there may be, waiting who waits for one.',
      labelNames: ['state'],
      registers: [],
      collect() {
        for (const [state, count] of Object.entries(read())) this.set({ state }, count)
      },
    })
    this.#registry.registerMetric(pool)
  }

  /** @param isReady is asked whenever somebody reads the metrics */
  watchReadiness(isReady: () => Promise<boolean>): void {
    const readiness = new Gauge({
      name: 'mcp_obs_ready',
      help: 'Whether /readyz answers 200.',
      registers: [],
      async collect() {
        this.set((await isReady()) ? 1 : 0)
      },
    })
    this.#registry.registerMetric(readiness)
  }

  countRequest({ route, method, status, seconds }: CountedRequest): void {
    this.#requests.inc({ route, method, status })
    if (seconds !== undefined) this.#durations.observe({ route, method }, seconds)
  }

  countRefusal(code: string, lane: string): void {
    this.#refusals.inc({ code, lane })
  }

  countTicket(origin: string, outcome: string): void {
    this.#tickets.inc({ origin, outcome })
  }

  /** @param change how many live streams there are more */
  countStreams(change: 1 | -1): void {
    this.#streams.inc(change)
  }

  countLiveFailure(): void {
    this.#liveFailures.inc()
  }

  countLiveRefetch(): void {
    this.#liveRefetches.inc()
  }

  noteSharedLimits(isShared: boolean): void {
    this.#sharedLimits.set(isShared ? 1 : 0)
  }

  countLimitFallback(): void {
    this.#limitFallbacks.inc()
  }

  countLogFailure(code: string): void {
    this.#logFailures.inc({ code })
  }

  countLostLine(): void {
    this.#lostLines.inc()
  }

  noteClocks(seconds: number): void {
    this.#clocks.set(seconds)
  }

  noteSettings(mismatches: Mismatches): void {
    for (const [setting, doDiffer] of Object.entries(mismatches))
      this.#mismatches.set({ setting }, doDiffer ? 1 : 0)
  }

  /** A job that never succeeds here has a time from the start, so that an alarm on its age finds it, too. */
  addJob(job: string, at: number): void {
    this.#jobsHere.add(job)
    this.#jobSuccess.set({ job }, at)
  }

  /** Another process runs it now: times that stand still would look like a job that succeeds no more. */
  removeJob(job: string): void {
    this.#jobsHere.delete(job)
    this.#jobSeconds.remove({ job })
    this.#jobSuccess.remove({ job })
  }

  countJob(job: string, result: string, seconds: number, endedAt: number): void {
    this.#jobRuns.inc({ job, result })
    // A run can end after this process has lost the job.
    if (!this.#jobsHere.has(job)) return
    this.#jobSeconds.set({ job }, seconds)
    if (result === 'done') this.#jobSuccess.set({ job }, endedAt)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** All of it, as text. */
  read(): Promise<string> {
    return this.#registry.metrics()
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `mcp_obs_${name}`, help, labelNames, registers: [this.#registry] })
  }

  #gauge<Label extends string>(name: string, help: string, labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name: `mcp_obs_${name}`, help, labelNames, registers: [this.#registry] })
  }
}
