import { endOldSessions as end } from '../domain/end-user/end-old-sessions.ts'
import type { Job } from './job.ts'

/** Revokes the sessions of users that are over because the address of their MCP server changed. */
export const endOldSessions: Job = {
  name: 'end-old-sessions',
  interval: 10_000,
  run: (ctx) => end(ctx),
}
