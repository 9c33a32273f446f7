import { deleteOldRejectedAttempts as deleteOld } from '../domain/mcp-server/rejected-attempt.repository.ts'
import type { Job } from './job.ts'

/** Deletes the counts of rejected attempts that are older than a day. */
export const deleteOldRejectedAttempts: Job = {
  name: 'delete-old-rejected-attempts',
  interval: 60 * 60_000,
  run: ({ em, now }) => deleteOld(em, now()),
}
