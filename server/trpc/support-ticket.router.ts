import { countSeenInput, overviewInput, seenInput } from '#shared/insight.ts'
import { organizationInput } from '#shared/organization.ts'
import {
  addTicketNoteInput,
  correctTicketInput,
  countOpenInput,
  deleteTicketInput,
  listTicketsInput,
  openTicketInput,
  testTicketInput,
  ticketInput,
  updateTicketStatusInput,
  watchInput,
} from '#shared/support-ticket.ts'
import { countByStatusInput, ticketFacetInput } from '#shared/ticket-counts.ts'
import { changeStatusesInput, previewStatusesInput, undoStatusesInput } from '#shared/ticket-statuses.ts'
import { neighboursInput } from '#shared/ticket-neighbours.ts'
import { tracked } from '@trpc/server'
import { followChanges } from '../domain/organization/follow-changes.ts'
import { addTicketNote } from '../domain/support-ticket/add-ticket-note.ts'
import { changeStatuses } from '../domain/support-ticket/change-statuses.ts'
import { countByStatus } from '../domain/support-ticket/count-by-status.ts'
import { countOpenTickets } from '../domain/support-ticket/count-open-tickets.ts'
import { correctTicket } from '../domain/support-ticket/correct-ticket.ts'
import { deleteTicket } from '../domain/support-ticket/delete-ticket.ts'
import { findNeighbours } from '../domain/support-ticket/find-neighbours.ts'
import { getTicket } from '../domain/support-ticket/get-ticket.ts'
import { listUnresolvedServers } from '../domain/support-ticket/list-unresolved-servers.ts'
import { listTicketFacet } from '../domain/support-ticket/list-ticket-facet.ts'
import { listTickets } from '../domain/support-ticket/list-tickets.ts'
import { openTicketByHand } from '../domain/support-ticket/open-ticket-by-hand.ts'
import { readOverview } from '../domain/support-ticket/read-overview.ts'
import { countSeen, readTicketSeen } from '../domain/support-ticket/read-seen.ts'
import { previewStatuses } from '../domain/support-ticket/preview-statuses.ts'
import { sendTestTicket } from '../domain/support-ticket/send-test-ticket.ts'
import { undoStatuses } from '../domain/support-ticket/undo-statuses.ts'
import { updateTicketStatus } from '../domain/support-ticket/update-ticket-status.ts'
import { memberProcedure, router } from './trpc.ts'

export const supportTicketRouter = router({
  list: memberProcedure
    .input(listTicketsInput)
    .query(({ ctx, input: { filters, order, cursor } }) =>
      listTickets(ctx.tenant, { filters, order, cursor }),
    ),

  get: memberProcedure.input(ticketInput).query(({ ctx, input }) => getTicket(ctx.tenant, input.reference)),

  open: memberProcedure.input(openTicketInput).mutation(async ({ ctx, input }) => {
    const opened = await openTicketByHand(ctx.tenant, input.server, input.words)
    ctx.request.server.metrics.countTicket('dashboard', 'opened')
    return opened
  }),

  sendTest: memberProcedure.input(testTicketInput).mutation(async ({ ctx, input }) => {
    const opened = await sendTestTicket(ctx.tenant, input.server)
    ctx.request.server.metrics.countTicket('dashboard', 'opened')
    return opened
  }),

  updateStatus: memberProcedure.input(updateTicketStatusInput).mutation(async ({ ctx, input }) => {
    const { reference, expectedVersion, ...change } = input
    return (await updateTicketStatus(ctx.tenant, reference, change, expectedVersion)).ticket
  }),

  changeStatuses: memberProcedure
    .input(changeStatusesInput)
    .mutation(({ ctx, input }) => changeStatuses(ctx.tenant, input)),

  undoStatuses: memberProcedure
    .input(undoStatusesInput)
    .mutation(({ ctx, input }) => undoStatuses(ctx.tenant, input.operation, input.cursor)),

  previewStatuses: memberProcedure
    .input(previewStatusesInput)
    .query(({ ctx, input }) => previewStatuses(ctx.tenant, input)),

  neighbours: memberProcedure
    .input(neighboursInput)
    .query(({ ctx, input }) => findNeighbours(ctx.tenant, input.reference, input.filters)),

  addNote: memberProcedure
    .input(addTicketNoteInput)
    .mutation(({ ctx, input }) => addTicketNote(ctx.tenant, input.reference, input.note)),

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

  countByStatus: memberProcedure
    .input(countByStatusInput)
    .query(({ ctx, input }) => countByStatus(ctx.tenant, input.filters)),

  facet: memberProcedure
    .input(ticketFacetInput)
    .query(({ ctx, input }) => listTicketFacet(ctx.tenant, input.facet, input.filters)),

  seen: memberProcedure
    .input(seenInput)
    .query(({ ctx, input }) => readTicketSeen(ctx.tenant, input.reference)),

  countSeen: memberProcedure
    .input(countSeenInput)
    .query(({ ctx, input }) => countSeen(ctx.tenant, input.fingerprints)),

  overview: memberProcedure
    .input(overviewInput)
    .query(({ ctx, input }) => readOverview(ctx.tenant, input.days, input.server)),

  unresolvedByServer: memberProcedure
    .input(organizationInput)
    .query(({ ctx }) => listUnresolvedServers(ctx.tenant)),

  /** `watch-changes.ts` writes what it tells. */
  watch: memberProcedure.input(watchInput).subscription(({ ctx, input, signal }) =>
    trackChanges(
      followChanges(ctx.tenant, {
        readActor: ctx.readActor,
        changes: ctx.changes,
        lastEventId: input.lastEventId ?? undefined,
        signal: signal!,
      }),
    ),
  ),
})

async function* trackChanges(changes: ReturnType<typeof followChanges>) {
  for await (const [id, change] of changes) yield tracked(id, change)
}
