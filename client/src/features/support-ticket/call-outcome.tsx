import { Badge } from '@mantine/core'
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconClockX,
  IconPlugX,
  IconQuestionMark,
} from '@tabler/icons-react'
import { UntrustedText } from '../../ui/untrusted-text.tsx'

const LOOKS: Record<string, { label: string; color: string; Icon: typeof IconCheck }> = {
  ok: { label: 'Succeeded', color: 'green', Icon: IconCheck },
  'tool-error': { label: 'Tool error', color: 'red', Icon: IconAlertTriangle },
  'rpc-error': { label: 'Protocol error', color: 'red', Icon: IconPlugX },
  cancelled: { label: 'Cancelled', color: 'gray', Icon: IconBan },
  'no-answer': { label: 'No answer', color: 'orange', Icon: IconClockX },
}

/** How a call ended. A newer SDK may send an unknown outcome, which is shown as it is. */
export function CallOutcome({ outcome }: { outcome: string }) {
  const known = LOOKS[outcome]
  const Icon = known?.Icon ?? IconQuestionMark
  return (
    <Badge color={known?.color ?? 'gray'} tt="none" fw={600} leftSection={<Icon size={13} aria-hidden />}>
      {known?.label ?? <UntrustedText text={outcome} />}
    </Badge>
  )
}
