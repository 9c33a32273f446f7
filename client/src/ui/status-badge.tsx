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

/** Text, shape and colour say the same, so that none is needed alone. */
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
