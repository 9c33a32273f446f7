import { queueForgottenTickets as queueForgotten } from '../domain/ticket-search/queue-forgotten-tickets.ts'
import type { Job } from './job.ts'

/** Finds tickets that the search index does not have and that nobody has queued. */
export const queueForgottenTickets: Job = {
  name: 'queue-forgotten-tickets',
  interval: 60 * 60_000,
  run: queueForgotten,
}
