import type { EntityManager } from '@mikro-orm/sql'
import { countOtherProcesses, LIVE_SECONDS } from './platform-process.repository.ts'

/**
 * Refuses what must not happen while the platform runs.
 *
 * @returns false when nobody can know, because the schema is from before processes were listed
 * @throws Error for the operator, when a process runs on this database
 */
export async function refuseWhileRunning(em: EntityManager): Promise<boolean> {
  const live = await countOtherProcesses(em)
  if (!live) return live === 0
  throw new Error(
    `Nothing was changed: the platform runs on this database (processes: ${live}). Stop it first. ` +
      `A process that was killed counts for ${LIVE_SECONDS} seconds.`,
  )
}
