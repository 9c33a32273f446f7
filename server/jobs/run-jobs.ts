import type { Job, JobContext } from './job.ts'

/** Hears what the jobs do. */
export interface JobListener {
  /** A run has ended: how long it took and, when it failed, why. A job that failed runs again at its next turn. */
  onRun: (job: Job, seconds: number, error?: unknown) => void
  /** This process runs these jobs from now on, or no longer does. */
  onTurn: (jobs: readonly Job[], isHere: boolean) => void
}

/**
 * Milliseconds that the next job of a start waits for the one before. Most take less: then one runs at a time, beside the first
 * requests. One that takes minutes does not hold back the others. With ten jobs, the last one begins within 18 seconds.
 */
const PATIENCE_MS = 2_000

/**
 * Runs each job at its interval until it is stopped. At the start, and whenever this process gets the lead, it runs what it
 * has not run within the interval, one job after the other, but for long ones: also processes that are restarted within each hour
 * clean up. A job has no second run while one goes on. The timers do not keep the process alive.
 *
 * @param leads whether this process is the one that runs jobs
 * @param context makes a context of its own for each run
 * @returns stops all of them, and waits for runs of jobs of each process, which are short. A run of another job that has begun
 *   goes on, and nobody hears of it
 */
export function runJobs(
  jobs: readonly Job[],
  leads: () => boolean,
  context: () => Promise<JobContext>,
  { onRun, onTurn }: JobListener,
): () => Promise<void> {
  const ofEachProcess = jobs.filter(({ everywhere }) => everywhere)
  const ofTheLead = jobs.filter(({ everywhere }) => !everywhere)
  const running = new Map<Job, Promise<void>>()
  /** In the time of `performance.now()`. */
  const begunAt = new Map<Job, number>()
  let caughtUp = Promise.resolve()
  let hasLead = false
  let isStopped = false

  /** Nobody is told that the lead is got or lost, so each turn of a job asks, also of those that others run. */
  function noteLead(): void {
    if (leads() === hasLead) return
    hasLead = !hasLead
    onTurn(ofTheLead, hasLead)
    if (hasLead) runSoon(ofTheLead)
  }

  function runSoon(some: readonly Job[]): void {
    caughtUp = caughtUp.then(() => catchUp(some))
  }

  async function catchUp(some: readonly Job[]): Promise<void> {
    for (const job of some) {
      if (performance.now() - (begunAt.get(job) ?? Number.NEGATIVE_INFINITY) < job.interval) continue
      // Its next turn is an interval after this one.
      timers.get(job)?.refresh()
      await Promise.race([runAlone(job), wait(PATIENCE_MS)])
    }
  }

  function mayRun(job: Job): boolean {
    if (isStopped) return false
    noteLead()
    return job.everywhere || hasLead
  }

  async function runAlone(job: Job): Promise<void> {
    if (running.has(job) || !mayRun(job)) return
    const run = runJob(job)
    running.set(job, run)
    await run
  }

  async function runJob(job: Job): Promise<void> {
    const begun = performance.now()
    let isRun = true
    const error = await context()
      .then((ctx) => {
        // The database was asked meanwhile, and another process may have the jobs by now.
        isRun = mayRun(job)
        if (!isRun) return
        begunAt.set(job, begun)
        return job.run(ctx)
      })
      .then(
        () => undefined,
        (cause: unknown) => cause ?? new Error('The job failed'),
      )
    running.delete(job)
    if (isStopped || !isRun) return
    onRun(job, (performance.now() - begun) / 1_000, error)
    noteLead()
  }

  const timers = new Map(
    jobs.map((job) => [job, setInterval(() => void runAlone(job), job.interval).unref()]),
  )
  onTurn(ofEachProcess, true)
  runSoon(ofEachProcess)
  noteLead()
  return async () => {
    isStopped = true
    for (const timer of timers.values()) clearInterval(timer)
    for (const job of ofEachProcess) await running.get(job)
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref())
}
