import type { TicketStatus } from '#shared/support-ticket.ts'
import { Badge } from '@mantine/core'
import { IconCircleCheck, IconCircleDot, IconProgress } from '@tabler/icons-react'

const LOOKS = {
  open: { label: 'Open', color: 'indigo', Icon: IconCircleDot },
  in_progress: { label: 'In progress', color: 'orange', Icon: IconProgress },
  closed: { label: 'Closed', color: 'gray', Icon: IconCircleCheck },
} as const satisfies Record<TicketStatus, unknown>

export function statusLabel(status: TicketStatus): string {
  return LOOKS[status].label
}

/** Text, icon and colour all show the status, so that nobody depends on one of them. */
export function StatusBadge({ status }: { status: TicketStatus }) {
  const { label, color, Icon } = LOOKS[status]
  return (
    <Badge
      color={color}
      tt="none"
      fw={600}
      size="md"
      leftSection={<Icon size={13} aria-hidden />}
      miw="max-content"
    >
      {label}
    </Badge>
  )
}
