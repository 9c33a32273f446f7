import { Badge, Box, Group, Stack, VisuallyHidden } from '@mantine/core'
import { IconBuilding, IconInbox, IconServer2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { formatCappedCount } from '../lib/format.ts'
import { trpc } from '../lib/trpc.ts'
import { Brand } from '../ui/brand.tsx'
import { LinkNav } from '../ui/link.tsx'
import { AccountMenu } from './account-menu.tsx'
import { LiveIndicator } from './live-indicator.tsx'
import { OrganizationSwitcher } from './organization-switcher.tsx'

interface NavigationProps {
  org: string
  onNavigate?: () => void
  inDrawer?: boolean
}

export function Navigation({ org, onNavigate, inDrawer }: NavigationProps) {
  const entry = { params: { org }, onClick: onNavigate, activeProps: { active: true } }
  return (
    <Stack h="100%" flex={1} gap="md" p="md">
      {!inDrawer && (
        <Group justify="space-between" wrap="nowrap" gap="xs" px={8} py={4}>
          <Brand />
          <LiveIndicator />
        </Group>
      )}
      <OrganizationSwitcher org={org} onSwitch={onNavigate} />
      <Stack gap={2} flex={1}>
        <LinkNav
          to="/o/$org/tickets"
          label="Tickets"
          leftSection={<IconInbox size={18} stroke={1.6} aria-hidden />}
          rightSection={<OpenCount org={org} />}
          {...entry}
        />
        <LinkNav
          to="/o/$org/servers"
          label="MCP servers"
          leftSection={<IconServer2 size={18} stroke={1.6} aria-hidden />}
          {...entry}
        />
        <LinkNav
          to="/o/$org/organization"
          label="Organization"
          leftSection={<IconBuilding size={18} stroke={1.6} aria-hidden />}
          {...entry}
        />
      </Stack>
      <Box>
        <AccountMenu onNavigate={onNavigate} />
      </Box>
    </Stack>
  )
}

function OpenCount({ org }: { org: string }) {
  const { data } = useQuery(trpc.supportTicket.countOpen.queryOptions({ org }))
  if (!data || data.open === 0) return null
  return (
    <Badge size="sm" variant="filled" miw={26} px={7}>
      {formatCappedCount(data.open)}
      <VisuallyHidden component="span"> open</VisuallyHidden>
    </Badge>
  )
}
