import type { Job, JobContext } from './job.ts'

/**
 * Runs each job at its interval until it is stopped. The timers do not keep the process alive.
 *
 * @param context makes a context of its own for each run
 * @param report hears of each run that fails; the job runs again at its next turn
 * @returns stops all of them; a run that has begun goes on
 */
export function runJobs(
  jobs: readonly Job[],
  context: () => JobContext,
  report: (error: unknown, job: Job) => void,
): () => void {
  const timers = jobs.map((job) =>
    setInterval(() => {
      job.run(context()).catch((error: unknown) => report(error, job))
    }, job.interval).unref(),
  )
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}
