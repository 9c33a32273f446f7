import type { TicketResolution, TicketStatus } from '#shared/support-ticket.ts'
import { resolutionLabel } from './resolution-label.ts'
import { StatusGlyph } from './status-glyph.tsx'
import classes from './status-badge.module.css'

const LABELS: Readonly<Record<TicketStatus, string>> = {
  open: 'Open',
  in_progress: 'In progress',
  closed: 'Closed',
}

export function statusLabel(status: TicketStatus): string {
  return LABELS[status]
}

interface StatusBadgeProps {
  status: TicketStatus
  /** Why it was closed. It stands for the status then. */
  resolution?: TicketResolution | undefined
}

/** Word and shape both show the status, so that nobody depends on the colour. */
export function StatusBadge({ status, resolution }: StatusBadgeProps) {
  return (
    <span className={classes.status} data-status={status}>
      <StatusGlyph status={status} />
      {resolution ? resolutionLabel(resolution) : statusLabel(status)}
    </span>
  )
}
