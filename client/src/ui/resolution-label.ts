import type { TicketResolution } from '#shared/support-ticket.ts'

const LABELS: Readonly<Record<TicketResolution, string>> = {
  fixed: 'Fixed',
  'wont-fix': 'Will not be fixed',
  duplicate: 'Duplicate',
  'cannot-reproduce': 'Cannot be reproduced',
  'by-design': 'Works as designed',
}

/** Why a ticket was closed. */
export function resolutionLabel(resolution: TicketResolution): string {
  return LABELS[resolution]
}
