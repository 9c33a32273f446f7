import { deleteOldChanges as deleteOld } from '../domain/change-event.repository.ts'
import type { Job } from './job.ts'

/** Deletes the changes that nobody can ask for any more. */
export const deleteOldChanges: Job = {
  name: 'delete-old-changes',
  interval: 60_000,
  run: ({ em }) => deleteOld(em),
}
