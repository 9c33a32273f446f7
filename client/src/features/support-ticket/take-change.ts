import type { TicketDto } from '#shared/support-ticket.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { offerUndo } from '../../lib/undo-offer.ts'
import { statusLabel } from '../../ui/status-badge.tsx'
import { resolutionLabel } from '../../ui/resolution-label.ts'

/** Shows a ticket as a change of its status left it, and offers to undo the change. */
export function takeChange(org: string, ticket: TicketDto): void {
  const { reference, status, resolution, events } = ticket
  queryClient.setQueryData(trpc.supportTicket.get.queryKey({ org, reference }), ticket)
  void queryClient.invalidateQueries(trpc.supportTicket.neighbours.pathFilter())
  const operation = events.findLast(({ type }) => type === 'status_changed')?.operation
  if (operation === undefined) return
  const now = resolution
    ? `closed: ${resolutionLabel(resolution).toLowerCase()}`
    : statusLabel(status).toLowerCase()
  offerUndo({ org, operation, message: `${reference} is now ${now}.` })
}
