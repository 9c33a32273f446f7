import { Sessions } from '../domain/account/sessions.ts'
import type { Job } from './job.ts'

/** Deletes the sessions of the dashboard that have expired. */
export const deleteExpiredSessions: Job = {
  name: 'delete-expired-sessions',
  interval: 60 * 60_000,
  run: ({ em }) => new Sessions(em).deleteExpired(),
}
