import type { Job, JobContext } from './job.ts'

/** Hears what the jobs do. */
export interface JobListener {
  /** A run has ended: how long it took and, when it failed, why. A job that failed runs again at its next turn. */
  onRun: (job: Job, seconds: number, error?: unknown) => void
  /** This process runs these jobs from now on, or no longer does. */
  onTurn: (jobs: readonly Job[], isHere: boolean) => void
}

/**
 * Runs each job once at the start, one after the other, and then at its interval until it is stopped: a process that is
 * restarted within each hour still cleans up. A job has no second run while one goes on. The timers do not keep the process
 * alive.
 *
 * @param leads whether this process is the one that runs jobs
 * @param context makes a context of its own for each run
 * @returns stops all of them; a run that has begun goes on, and nobody hears of it
 */
export function runJobs(
  jobs: readonly Job[],
  leads: () => boolean,
  context: () => Promise<JobContext>,
  { onRun, onTurn }: JobListener,
): () => void {
  const ofEachProcess = jobs.filter(({ everywhere }) => everywhere)
  const ofTheLead = jobs.filter(({ everywhere }) => !everywhere)
  const running = new Set<Job>()
  let hasLead = false
  let isStopped = false

  /** Nobody is told that the lead is lost, so each turn of a job asks, also of those that others run. */
  function noteLead(): void {
    if (leads() === hasLead) return
    hasLead = !hasLead
    onTurn(ofTheLead, hasLead)
  }

  async function runJob(job: Job): Promise<void> {
    if (isStopped) return
    noteLead()
    if (running.has(job) || !(job.everywhere || hasLead)) return
    running.add(job)
    const begun = performance.now()
    const error = await context()
      .then(job.run)
      .then(
        () => undefined,
        (cause: unknown) => cause ?? new Error('The job failed'),
      )
    running.delete(job)
    if (!isStopped) onRun(job, (performance.now() - begun) / 1_000, error)
  }

  async function runAll(): Promise<void> {
    for (const job of jobs) await runJob(job)
  }

  onTurn(ofEachProcess, true)
  void runAll()
  const timers = jobs.map((job) => setInterval(() => void runJob(job), job.interval).unref())
  return () => {
    isStopped = true
    for (const timer of timers) clearInterval(timer)
  }
}
