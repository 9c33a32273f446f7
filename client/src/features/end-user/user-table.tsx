import type { EndUserDto } from '#shared/end-user.ts'
import { Badge, Card, Group, Stack, Table, Text } from '@mantine/core'
import { useIsNarrow } from '../../lib/use-is-narrow.ts'
import { LinkAnchor } from '../../ui/link.tsx'
import { RowTable } from '../../ui/row-table.tsx'
import classes from '../../ui/rows.module.css'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { LastSeen } from './last-seen.tsx'

interface UserTableProps {
  org: string
  slug: string
  users: EndUserDto[]
}

/** The users as a table, or as cards in a narrow window. */
export function UserTable(props: UserTableProps) {
  return useIsNarrow() ? <UserCards {...props} /> : <WideUserTable {...props} />
}

const COLUMNS = [
  { name: 'User' },
  { name: 'Sessions', width: 148 },
  { name: 'Last seen', width: 156 },
  { name: 'Signed up', width: 156 },
]

function WideUserTable({ org, slug, users }: UserTableProps) {
  return (
    <RowTable label="Users" columns={COLUMNS} opensRows>
      {users.map((user) => (
        <Table.Tr key={user.id} className={classes.row}>
          <Table.Td>
            <Group gap="xs" wrap="nowrap">
              <UserLink org={org} slug={slug} user={user} />
              <DisabledBadge user={user} />
            </Group>
            <Text size="xs" c="dimmed" className={classes.details}>
              <UntrustedText text={user.email} />
            </Text>
          </Table.Td>
          <Table.Td className={classes.cell}>{describeSessions(user)}</Table.Td>
          <Table.Td className={classes.cell}>
            <LastSeen iso={user.lastSeenAt} />
          </Table.Td>
          <Table.Td className={classes.cell}>
            <TimeAgo iso={user.createdAt} />
          </Table.Td>
        </Table.Tr>
      ))}
    </RowTable>
  )
}

function UserCards({ org, slug, users }: UserTableProps) {
  return (
    <Stack gap="xs" component="ul" aria-label="Users" className={classes.cards}>
      {users.map((user) => (
        <Card key={user.id} component="li" withBorder padding="sm" className={classes.card}>
          <Group justify="space-between" gap="xs" wrap="nowrap">
            <UserLink org={org} slug={slug} user={user} />
            <DisabledBadge user={user} />
          </Group>
          <Text size="xs" c="dimmed" mt={4} className={classes.details}>
            <UntrustedText text={user.email} />
          </Text>
          <Text size="xs" c="dimmed">
            Sessions: {describeSessions(user)} · last seen <LastSeen iso={user.lastSeenAt} />
          </Text>
        </Card>
      ))}
    </Stack>
  )
}

/** The one link of a row. It covers the whole row: a click anywhere opens the user, and Tab stops once per row. */
function UserLink({ org, slug, user }: { org: string; slug: string; user: EndUserDto }) {
  return (
    <LinkAnchor
      to="/o/$org/servers/$slug/users/$userId"
      params={{ org, slug, userId: user.id }}
      className={classes.link}
    >
      <UntrustedText text={user.name} />
    </LinkAnchor>
  )
}

function DisabledBadge({ user }: { user: EndUserDto }) {
  if (!user.disabledAt) return null
  return (
    <Badge color="gray" size="sm" tt="none" miw="max-content">
      Disabled
    </Badge>
  )
}

function describeSessions({ sessions }: EndUserDto): string {
  if (sessions === 0) return 'none'
  return sessions === 1 ? '1 live' : `${sessions} live`
}
