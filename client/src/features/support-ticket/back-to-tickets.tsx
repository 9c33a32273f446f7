import { IconArrowLeft } from '@tabler/icons-react'
import { Group } from '@mantine/core'
import { LinkAnchor } from '../../ui/link.tsx'

export function BackToTickets({ org }: { org: string }) {
  return (
    <Group gap={4}>
      <LinkAnchor to="/o/$org/tickets" params={{ org }} size="sm" display="inline-flex" mih={24}>
        <Group gap={4} component="span">
          <IconArrowLeft size={15} aria-hidden /> Tickets
        </Group>
      </LinkAnchor>
    </Group>
  )
}
