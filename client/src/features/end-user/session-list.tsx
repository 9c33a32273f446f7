import type { EndUserDetailsDto, EndUserSessionDto } from '#shared/end-user.ts'
import { Badge, Button, Card, Group, Modal, Stack, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { useIsNarrow } from '../../lib/use-is-narrow.ts'
import { ClientName } from '../../ui/client-name.tsx'
import { RowTable } from '../../ui/row-table.tsx'
import classes from '../../ui/rows.module.css'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { LastSeen } from './last-seen.tsx'
import { RevokeSession } from './revoke-session.tsx'

interface SessionListProps {
  org: string
  slug: string
  user: EndUserDetailsDto
  canManage: boolean
}

interface RowsProps {
  sessions: EndUserSessionDto[]
  /** The button of a session; none if the session has ended. */
  action: (session: EndUserSessionDto) => ReactNode
}

/** The sessions of a user. Each is a sign-in with one client. */
export function SessionList({ org, slug, user, canManage }: SessionListProps) {
  const [opened, dialog] = useDisclosure(false)
  const [chosen, setChosen] = useState<EndUserSessionDto>()
  const Rows = useIsNarrow() ? SessionCards : SessionTable
  const action = (session: EndUserSessionDto) =>
    canManage &&
    session.state === 'live' && (
      <Button
        variant="default"
        size="xs"
        aria-label={`Revoke the session with ${session.clientName}`}
        onClick={() => {
          setChosen(session)
          dialog.open()
        }}
      >
        Revoke
      </Button>
    )
  return (
    <>
      <Text size="sm" c="dimmed">
        Each time the user signs in with a client, this client gets its own session. Live sessions come first.
        Of the sessions that ended, the latest are shown.
      </Text>
      {user.sessionList.length === 0 ? (
        <Text size="sm">No session: the user signed up but allowed no client.</Text>
      ) : (
        <Rows sessions={user.sessionList} action={action} />
      )}
      <Modal opened={opened} onClose={dialog.close} title="Revoke session?">
        {chosen && <RevokeSession org={org} slug={slug} user={user} session={chosen} onDone={dialog.close} />}
      </Modal>
    </>
  )
}

const COLUMNS = [
  { name: 'Client' },
  { name: 'Signed in', width: 140 },
  { name: 'Last seen', width: 140 },
  { name: 'State', width: 112 },
  { name: 'Actions', width: 104, hideName: true },
]

function SessionTable({ sessions, action }: RowsProps) {
  return (
    <RowTable label="Sessions" columns={COLUMNS}>
      {sessions.map((session) => (
        <Table.Tr key={session.id}>
          <Table.Td>
            <Client session={session} />
          </Table.Td>
          <Table.Td className={classes.cell}>
            <TimeAgo iso={session.createdAt} />
          </Table.Td>
          <Table.Td className={classes.cell}>
            <LastSeen iso={session.lastSeenAt} />
          </Table.Td>
          <Table.Td className={classes.cell}>
            <SessionBadge session={session} />
          </Table.Td>
          <Table.Td>{action(session)}</Table.Td>
        </Table.Tr>
      ))}
    </RowTable>
  )
}

function SessionCards({ sessions, action }: RowsProps) {
  return (
    <Stack gap="xs" component="ul" aria-label="Sessions" className={classes.cards}>
      {sessions.map((session) => (
        <Card key={session.id} component="li" withBorder padding="sm">
          <Stack gap={6}>
            <Client session={session} />
            <Text size="xs" c="dimmed">
              Signed in <TimeAgo iso={session.createdAt} /> · last seen <LastSeen iso={session.lastSeenAt} />
            </Text>
            <Group justify="space-between">
              <SessionBadge session={session} />
              {action(session)}
            </Group>
          </Stack>
        </Card>
      ))}
    </Stack>
  )
}

function Client({ session }: { session: EndUserSessionDto }) {
  return (
    <div className={classes.details}>
      <Text size="sm" fw={550}>
        <ClientName {...session} />
      </Text>
      <Text size="xs" c="dimmed">
        Redirects to <UntrustedText text={session.redirectHost} />
      </Text>
    </div>
  )
}

const LOOKS = {
  live: { label: 'Live', color: 'green' },
  revoked: { label: 'Revoked', color: 'gray' },
  expired: { label: 'Expired', color: 'gray' },
} as const

function SessionBadge({ session }: { session: EndUserSessionDto }) {
  const { label, color } = LOOKS[session.state]
  return (
    <Badge color={color} size="sm" tt="none" miw="max-content">
      {label}
    </Badge>
  )
}
