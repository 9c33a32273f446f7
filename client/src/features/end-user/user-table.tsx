import type { EndUserDto } from '#shared/end-user.ts'
import { Badge, Card, Group, Stack, Table, Text } from '@mantine/core'
import { useIsNarrow } from '../../lib/use-is-narrow.ts'
import { LinkAnchor } from '../../ui/link.tsx'
import classes from '../../ui/rows.module.css'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'

interface UserTableProps {
  org: string
  slug: string
  users: EndUserDto[]
}

/** A table where it fits, cards where it does not. */
export function UserTable(props: UserTableProps) {
  return useIsNarrow() ? <UserCards {...props} /> : <WideUserTable {...props} />
}

function WideUserTable({ org, slug, users }: UserTableProps) {
  return (
    <div className={classes.frame}>
      <Table highlightOnHover verticalSpacing={10} horizontalSpacing="md" layout="fixed" aria-label="Users">
        <Table.Thead className={classes.head}>
          <Table.Tr>
            <Table.Th>User</Table.Th>
            <Table.Th w={148}>Sessions</Table.Th>
            <Table.Th w={156}>Last seen</Table.Th>
            <Table.Th w={156}>Signed up</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
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
                <LastSeen user={user} />
              </Table.Td>
              <Table.Td className={classes.cell}>
                <TimeAgo iso={user.createdAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
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
            Sessions: {describeSessions(user)} · last seen <LastSeen user={user} />
          </Text>
        </Card>
      ))}
    </Stack>
  )
}

/** One link in each row, stretched over it: a click anywhere opens the user, and the keyboard has one stop. */
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

function LastSeen({ user }: { user: EndUserDto }) {
  return user.lastSeenAt ? <TimeAgo iso={user.lastSeenAt} /> : 'never'
}

function describeSessions({ sessions }: EndUserDto): string {
  if (sessions === 0) return 'none'
  return sessions === 1 ? '1 live' : `${sessions} live`
}
