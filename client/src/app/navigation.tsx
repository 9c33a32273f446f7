import { Box, Group, Stack, VisuallyHidden } from '@mantine/core'
import { IconBuilding, IconChartBar, IconInbox, IconRobot, IconServer2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { formatCappedCount } from '../lib/format.ts'
import { trpc } from '../lib/trpc.ts'
import { Brand } from '../ui/brand.tsx'
import { LinkNav } from '../ui/link.tsx'
import { AccountMenu } from './account-menu.tsx'
import { LiveIndicator } from './live-indicator.tsx'
import classes from './navigation.module.css'
import { OrganizationSwitcher } from './organization-switcher.tsx'
import { UnresolvedServers } from './unresolved-servers.tsx'

interface NavigationProps {
  org: string
  onNavigate?: () => void
  inDrawer?: boolean
}

export function Navigation({ org, onNavigate, inDrawer }: NavigationProps) {
  const entry = {
    params: { org },
    onClick: onNavigate,
    activeProps: { active: true },
    color: 'gray',
    classNames: { root: classes.entry },
  }
  return (
    <Stack h="100%" flex={1} gap="sm" p={8}>
      {!inDrawer && (
        <Group justify="space-between" wrap="nowrap" gap="xs" px={8} py={10}>
          <Brand />
          <LiveIndicator />
        </Group>
      )}
      <OrganizationSwitcher org={org} onSwitch={onNavigate} />
      <Stack gap={2} flex={1}>
        <LinkNav
          to="/o/$org/tickets"
          label="Tickets"
          leftSection={<IconInbox size={16} stroke={1.6} aria-hidden />}
          rightSection={<UnresolvedCount org={org} />}
          {...entry}
        />
        <LinkNav
          to="/o/$org/overview"
          label="Overview"
          leftSection={<IconChartBar size={16} stroke={1.6} aria-hidden />}
          {...entry}
        />
        <LinkNav
          to="/o/$org/servers"
          label="MCP servers"
          leftSection={<IconServer2 size={16} stroke={1.6} aria-hidden />}
          {...entry}
        />
        <LinkNav
          to="/o/$org/agents"
          label="Agents"
          leftSection={<IconRobot size={16} stroke={1.6} aria-hidden />}
          {...entry}
        />
        <LinkNav
          to="/o/$org/organization"
          label="Organization"
          leftSection={<IconBuilding size={16} stroke={1.6} aria-hidden />}
          {...entry}
        />
        <UnresolvedServers org={org} onNavigate={onNavigate} />
      </Stack>
      <Box>
        <AccountMenu onNavigate={onNavigate} />
      </Box>
    </Stack>
  )
}

function UnresolvedCount({ org }: { org: string }) {
  const { data } = useQuery(trpc.supportTicket.countByStatus.queryOptions({ org, filters: {} }))
  const unresolved = data ? data.counts.open + data.counts.in_progress : 0
  if (unresolved === 0) return null
  return (
    <span className={classes.count}>
      {formatCappedCount(unresolved)}
      <VisuallyHidden component="span"> unresolved</VisuallyHidden>
    </span>
  )
}
