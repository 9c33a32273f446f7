import type { McpServerDto } from '#shared/mcp-server.ts'
import { ActionIcon, Badge, Button, Group, Menu, Paper, Stack, Text, Title } from '@mantine/core'
import {
  IconArchive,
  IconDots,
  IconInbox,
  IconKey,
  IconLifebuoy,
  IconLifebuoyOff,
  IconPlugConnected,
  IconSettings,
  IconUserCheck,
  IconUsers,
} from '@tabler/icons-react'
import { useCan } from '../../lib/use-can.ts'
import { LinkButton } from '../../ui/link.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import classes from './server-card.module.css'
import type { ServersSearch } from './servers-search.ts'

interface ServerCardProps {
  org: string
  server: McpServerDto
  onShow: (search: ServersSearch) => void
}

export function ServerCard({ org, server, onShow }: ServerCardProps) {
  const { slug, name } = server
  const canManage = useCan(org, 'manage servers')
  const canReadUsers = useCan(org, 'read end-users')
  const ConnectIcon = canManage ? IconKey : IconPlugConnected
  return (
    <Paper component="li" withBorder p="md" className={classes.card} aria-label={name}>
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={6} miw={0} flex="1 1 18rem">
          <Group gap="sm">
            <Title order={2} className={classes.name}>
              {name}
            </Title>
            <SupportToolBadge enabled={server.supportToolEnabled} />
            {server.authMode === 'oauth' && <SignInBadge />}
          </Group>
          <Text size="sm" c="dimmed" ff="monospace" className={classes.origin}>
            {server.origin}
          </Text>
          {server.description && (
            <Text size="sm" maw="70ch">
              {server.description}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            <LastSeen iso={server.lastSeenAt} />
          </Text>
        </Stack>
        <Group gap="xs">
          <LinkButton
            to="/o/$org/tickets"
            params={{ org }}
            search={{ server: slug }}
            variant="default"
            size="xs"
            leftSection={<IconInbox size={15} aria-hidden />}
            aria-label={`Tickets of ${name}`}
          >
            Tickets
          </LinkButton>
          {canReadUsers && hasUsers(server) && (
            <LinkButton
              to="/o/$org/servers/$slug/users"
              params={{ org, slug }}
              variant="default"
              size="xs"
              leftSection={<IconUsers size={15} aria-hidden />}
              aria-label={`Users of ${name}`}
            >
              Users
            </LinkButton>
          )}
          <Button
            variant="default"
            size="xs"
            leftSection={<ConnectIcon size={15} aria-hidden />}
            aria-label={`Connect ${name}: ${canManage ? 'keys and code' : 'code'}`}
            onClick={() => onShow({ dialog: 'keys', server: slug })}
          >
            {canManage ? 'Keys' : 'Connect'}
          </Button>
          {canManage && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconSettings size={15} aria-hidden />}
              aria-label={`Edit ${name}`}
              onClick={() => onShow({ dialog: 'edit', server: slug })}
            >
              Edit
            </Button>
          )}
          {canManage && (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="default" size={30} aria-label={`More actions for ${name}`}>
                  <IconDots size={16} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  color="red"
                  leftSection={<IconArchive size={16} aria-hidden />}
                  onClick={() => onShow({ dialog: 'archive', server: slug })}
                >
                  Archive
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
      </Group>
    </Paper>
  )
}

/** Whether users sign in or did so earlier. The address of the endpoint is kept after switching to e-mail. */
function hasUsers({ authMode, resourceUrl }: McpServerDto): boolean {
  return authMode === 'oauth' || resourceUrl !== null
}

function SupportToolBadge({ enabled }: { enabled: boolean }) {
  const Icon = enabled ? IconLifebuoy : IconLifebuoyOff
  return (
    <Badge color={enabled ? 'green' : 'gray'} tt="none" fw={600} leftSection={<Icon size={13} aria-hidden />}>
      {enabled ? 'Support tool on' : 'Support tool off'}
    </Badge>
  )
}

function SignInBadge() {
  return (
    <Badge color="indigo" tt="none" fw={600} leftSection={<IconUserCheck size={13} aria-hidden />}>
      Users sign in
    </Badge>
  )
}

function LastSeen({ iso }: { iso: string | undefined }) {
  if (!iso) return 'Not connected yet: no SDK has fetched the settings.'
  return (
    <>
      SDK last fetched the settings <TimeAgo iso={iso} />
    </>
  )
}
