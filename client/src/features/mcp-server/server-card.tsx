import type { McpServerDto } from '#shared/mcp-server.ts'
import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { LinkAnchor } from '../../ui/link.tsx'
import classes from './server-card.module.css'
import { SignInBadge, SupportToolBadge } from './server-badges.tsx'
import { LastSeen } from './last-seen.tsx'
import { ServerLinks } from './server-links.tsx'

interface ServerCardProps {
  org: string
  server: McpServerDto
}

/** An active MCP server in the list. The rest is on its page, which its name opens. */
export function ServerCard({ org, server }: ServerCardProps) {
  return (
    <ServerRow
      org={org}
      server={server}
      badges={
        <>
          <SupportToolBadge enabled={server.supportToolEnabled} />
          {server.authMode === 'oauth' && <SignInBadge />}
        </>
      }
      details={<LastSeen iso={server.lastSeenAt} />}
      actions={<ServerLinks org={org} server={server} size="xs" />}
    />
  )
}

interface ServerRowProps extends ServerCardProps {
  badges?: ReactNode
  details: ReactNode
  actions: ReactNode
}

export function ServerRow({ org, server, badges, details, actions }: ServerRowProps) {
  const { slug, name, origin, description } = server
  return (
    <Paper component="li" withBorder p="md" className={classes.card} aria-label={name}>
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={6} miw={0} flex="1 1 18rem">
          <Group gap="sm">
            <Title order={2} className={classes.name}>
              <LinkAnchor to="/o/$org/servers/$slug" params={{ org, slug }} inherit>
                {name}
              </LinkAnchor>
            </Title>
            {badges}
          </Group>
          <Text size="sm" c="dimmed" ff="monospace" className={classes.origin}>
            {origin}
          </Text>
          {description && (
            <Text size="sm" maw="70ch" lineClamp={2}>
              {description}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {details}
          </Text>
        </Stack>
        <Group gap="xs">{actions}</Group>
      </Group>
    </Paper>
  )
}
