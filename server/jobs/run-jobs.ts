import type { Job, JobContext } from './job.ts'

/** Hears of each run: how long it took and, when it failed, why. A job that failed runs again at its next turn. */
export type ReportRun = (job: Job, seconds: number, error?: unknown) => void

/**
 * Runs each job once at the start, one after the other, and then at its interval until it is stopped: a process that is
 * restarted within each hour still cleans up. A job has no second run while one goes on. The timers do not keep the process
 * alive.
 *
 * @param leads whether this process is the one that runs jobs
 * @param context makes a context of its own for each run
 * @returns stops all of them; a run that has begun goes on, and is not reported
 */
export function runJobs(
  jobs: readonly Job[],
  leads: () => boolean,
  context: () => Promise<JobContext>,
  report: ReportRun,
): () => void {
  const running = new Set<Job>()
  let isStopped = false

  async function runJob(job: Job): Promise<void> {
    if (isStopped || running.has(job) || !(job.everywhere || leads())) return
    running.add(job)
    const begun = performance.now()
    const error = await context()
      .then(job.run)
      .then(
        () => undefined,
        (cause: unknown) => cause ?? new Error('The job failed'),
      )
    running.delete(job)
    if (!isStopped) report(job, (performance.now() - begun) / 1_000, error)
  }

  async function runAll(): Promise<void> {
    for (const job of jobs) await runJob(job)
  }

  void runAll()
  const timers = jobs.map((job) => setInterval(() => void runJob(job), job.interval).unref())
  return () => {
    isStopped = true
    for (const timer of timers) clearInterval(timer)
  }
}
