import { deleteExpiredOauthRows } from './delete-expired-oauth.job.ts'
import { deleteExpiredSessions } from './delete-expired-sessions.job.ts'
import type { Job } from './job.ts'
import { touchThisProcess } from './touch-process.job.ts'

/** Everything that runs by itself. */
export const jobs: readonly Job[] = [touchThisProcess, deleteExpiredSessions, deleteExpiredOauthRows]
