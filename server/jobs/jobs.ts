import { deleteOldChanges } from './delete-old-changes.job.ts'
import { deleteExpiredOauthRows } from './delete-expired-oauth.job.ts'
import { deleteExpiredSessions } from './delete-expired-sessions.job.ts'
import { deleteOldRejectedAttempts } from './delete-old-rejected-attempts.job.ts'
import { deleteOldTickets } from './delete-old-tickets.job.ts'
import { endOldSessions } from './end-old-sessions.job.ts'
import { finishErasures } from './finish-erasures.job.ts'
import { indexTickets } from './index-tickets.job.ts'
import type { Job } from './job.ts'
import { queueForgottenTickets } from './queue-forgotten-tickets.job.ts'
import { settleAccounts } from './settle-accounts.job.ts'

/** What one process runs for all. */
export const jobs: readonly Job[] = [
  settleAccounts,
  endOldSessions,
  deleteOldChanges,
  deleteExpiredSessions,
  deleteExpiredOauthRows,
  deleteOldRejectedAttempts,
  finishErasures,
  deleteOldTickets,
  queueForgottenTickets,
  indexTickets,
]
