import { indexQueuedTickets } from '../domain/ticket-search/index-queued-tickets.ts'
import type { Job } from './job.ts'

/** Makes tickets searchable soon after they were opened or changed, and older ones after an upgrade. */
export const indexTickets: Job = {
  name: 'index-tickets',
  interval: 1_000,
  run: (ctx) => indexQueuedTickets(ctx),
}
