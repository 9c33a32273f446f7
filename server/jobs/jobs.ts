import { deleteExpiredOauthRows } from './delete-expired-oauth.job.ts'
import { deleteExpiredSessions } from './delete-expired-sessions.job.ts'
import type { Job } from './job.ts'

/** Everything that runs by itself. */
export const jobs: readonly Job[] = [deleteExpiredSessions, deleteExpiredOauthRows]
