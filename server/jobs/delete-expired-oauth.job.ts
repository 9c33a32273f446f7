import { deleteUnredeemedAgents } from '../domain/agent/agent-clean-up.repository.ts'
import { deleteAllRetiredKeys } from '../domain/authorization/delete-all-retired-keys.ts'
import { deleteExpiredOauth } from '../domain/authorization/oauth-clean-up.repository.ts'
import { deleteExpiredSignIns } from '../domain/end-user/delete-expired-sign-ins.ts'
import type { Job } from './job.ts'

/** Deletes what the authorization servers keep and nobody can use any more. */
export const deleteExpiredOauthRows: Job = {
  name: 'delete-expired-oauth',
  interval: 60 * 60_000,
  run: async (ctx) => {
    const { em, now } = ctx
    await deleteExpiredOauth(em, now())
    await deleteUnredeemedAgents(em, now())
    await deleteAllRetiredKeys(ctx)
    await deleteExpiredSignIns(ctx)
  },
}
