import { settleAccounts as settle } from '../domain/organization/settle-accounts.ts'
import type { Job } from './job.ts'

/** Finishes or deletes the accounts that a crash has left unfinished. */
export const settleAccounts: Job = {
  name: 'settle-accounts',
  interval: 60_000,
  run: (ctx) => settle(ctx),
}
