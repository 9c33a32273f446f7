import { readDatabaseTime } from '../domain/database-time.repository.ts'
import type { JobContext } from './job.ts'

/**
 * Makes the context of one run. Its time is that of the database or of this process, whichever is earlier: jobs delete what is
 * old, for good, and one clock that is ahead must not make everything old.
 *
 * @param onClocks hears by how many seconds the clock of this process is ahead of the database's; less than 0: behind
 */
export async function jobContext(
  { em, now, settings }: JobContext,
  onClocks: (seconds: number) => void,
): Promise<JobContext> {
  const before = now().getTime()
  const databaseTime = (await readDatabaseTime(em)).getTime()
  const after = now().getTime()
  // Nobody knows at which moment between these two the database was asked.
  const ahead = Math.max(0, before - databaseTime) + Math.min(0, after - databaseTime)
  onClocks(ahead / 1_000)
  const begun = new Date(Math.min(after, databaseTime))
  return { em, settings, now: () => begun }
}
