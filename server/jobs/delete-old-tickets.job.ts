import { deleteOldTickets as deleteOld } from '../domain/privacy/delete-old-tickets.ts'
import type { Job } from './job.ts'

/** Deletes tickets that are older than their MCP servers keep them. */
export const deleteOldTickets: Job = {
  name: 'delete-old-tickets',
  interval: 10 * 60_000,
  run: (ctx) => deleteOld(ctx),
}
