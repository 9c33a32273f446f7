import type { PlatformContext } from '../domain/context.ts'

/** What a job may use: a manager without a tenant, and the time. */
export type JobContext = Pick<PlatformContext, 'em' | 'now'>

/** Work that runs by itself, again and again. */
export interface Job {
  /** Names it in the log. */
  name: string
  /** Milliseconds between two runs. The first one is at the start. */
  interval: number
  run: (ctx: JobContext) => Promise<void>
}
