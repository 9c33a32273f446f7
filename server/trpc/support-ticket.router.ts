import {
  correctTicketInput,
  countOpenInput,
  deleteTicketInput,
  listTicketsInput,
  openTicketInput,
  ticketInput,
  updateTicketStatusInput,
  watchInput,
} from '#shared/support-ticket.ts'
import { tracked } from '@trpc/server'
import { followChanges } from '../domain/organization/follow-changes.ts'
import { countOpenTickets } from '../domain/support-ticket/count-open-tickets.ts'
import { correctTicket } from '../domain/support-ticket/correct-ticket.ts'
import { deleteTicket } from '../domain/support-ticket/delete-ticket.ts'
import { getTicket } from '../domain/support-ticket/get-ticket.ts'
import { listTickets } from '../domain/support-ticket/list-tickets.ts'
import { openTicketByHand } from '../domain/support-ticket/open-ticket-by-hand.ts'
import { updateTicketStatus } from '../domain/support-ticket/update-ticket-status.ts'
import { memberProcedure, router } from './trpc.ts'

export const supportTicketRouter = router({
  list: memberProcedure
    .input(listTicketsInput)
    .query(({ ctx, input }) => listTickets(ctx.tenant, input.filters, input.cursor)),

  get: memberProcedure.input(ticketInput).query(({ ctx, input }) => getTicket(ctx.tenant, input.reference)),

  open: memberProcedure.input(openTicketInput).mutation(async ({ ctx, input }) => {
    const opened = await openTicketByHand(ctx.tenant, input.server, input.words)
    ctx.request.server.metrics.countTicket('dashboard', 'opened')
    return opened
  }),

  updateStatus: memberProcedure.input(updateTicketStatusInput).mutation(({ ctx, input }) => {
    const { reference, status, resolution, expectedVersion } = input
    return updateTicketStatus(ctx.tenant, reference, { status, resolution }, expectedVersion)
  }),

  correct: memberProcedure.input(correctTicketInput).mutation(({ ctx, input }) => {
    const { reference, title, category, expectedVersion } = input
    return correctTicket(ctx.tenant, reference, { title, category }, expectedVersion)
  }),

  delete: memberProcedure
    .input(deleteTicketInput)
    .mutation(({ ctx, input }) => deleteTicket(ctx.tenant, input.reference, input.expectedVersion)),

  countOpen: memberProcedure
    .input(countOpenInput)
    .query(({ ctx, input }) => countOpenTickets(ctx.tenant, input.server)),

  watch: memberProcedure.input(watchInput).subscription(async function* ({ ctx, input, signal }) {
    const options = {
      readActor: ctx.readActor,
      lastEventId: input.lastEventId ?? undefined,
      signal: signal!,
    }
    for await (const [id, change] of followChanges(ctx.tenant, options)) yield tracked(id, change)
  }),
})
