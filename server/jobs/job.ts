import type { PlatformContext } from '../domain/context.ts'

/** What a job may use: a manager without a tenant, the time at which the run began, and the settings. */
export type JobContext = Pick<PlatformContext, 'em' | 'now' | 'settings'>

/** Work that runs by itself, again and again. */
export interface Job {
  /** Names it in the log. */
  name: string
  /** Milliseconds between two runs. The first one is when the process starts, or gets the lead. */
  interval: number
  /** Whether each process runs it, not only the one that has the jobs. */
  everywhere?: true
  run: (ctx: JobContext) => Promise<void>
}
