import { readDatabaseTime } from '../domain/change-event.repository.ts'
import type { JobContext } from './job.ts'

/**
 * Makes the context of one run. Its time is that of the database or of this process, whichever is earlier: jobs delete what is
 * old, for good, and one clock that is ahead must not make everything old.
 */
export async function jobContext({ em, now, settings }: JobContext): Promise<JobContext> {
  const databaseTime = await readDatabaseTime(em)
  const begun = new Date(Math.min(now().getTime(), databaseTime.getTime()))
  return { em, settings, now: () => begun }
}
