import { deleteExpiredSessions as deleteExpired } from '../domain/account/dashboard-session.repository.ts'
import type { Job } from './job.ts'

/** Deletes the sessions of the dashboard that have expired. */
export const deleteExpiredSessions: Job = {
  name: 'delete-expired-sessions',
  interval: 60 * 60_000,
  run: ({ em, now }) => deleteExpired(em, now()),
}
