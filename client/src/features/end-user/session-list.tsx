import type { EndUserDetailsDto, EndUserSessionDto } from '#shared/end-user.ts'
import { Badge, Button, Card, Group, Modal, Stack, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type ReactNode, useRef, useState } from 'react'
import { useIsNarrow } from '../../lib/use-is-narrow.ts'
import { ClientName } from '../../ui/client-name.tsx'
import classes from '../../ui/rows.module.css'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { RevokeSession } from './revoke-session.tsx'

interface SessionListProps {
  org: string
  slug: string
  user: EndUserDetailsDto
  canManage: boolean
}

interface RowsProps {
  sessions: EndUserSessionDto[]
  /** What can be done about a session; nothing where it has ended. */
  action: (session: EndUserSessionDto) => ReactNode
}

/** A user's sign-ins, each with one client. */
export function SessionList({ org, slug, user, canManage }: SessionListProps) {
  const [opened, dialog] = useDisclosure(false)
  const [chosen, setChosen] = useState<EndUserSessionDto>()
  const list = useRef<HTMLDivElement>(null)
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
        Each time the user signs in with a client, that client gets a session of its own. Live ones come
        first; of those that ended, the latest are shown.
      </Text>
      {user.sessionList.length === 0 ? (
        <Text size="sm">No session: the user signed up, but let no client in.</Text>
      ) : (
        <div ref={list} tabIndex={-1}>
          <Rows sessions={user.sessionList} action={action} />
        </div>
      )}
      <Modal
        opened={opened}
        onClose={dialog.close}
        // The button that was pressed goes with the session.
        onExitTransitionEnd={() => document.activeElement === document.body && list.current?.focus()}
        title="Revoke session?"
      >
        {chosen && <RevokeSession org={org} slug={slug} user={user} session={chosen} onDone={dialog.close} />}
      </Modal>
    </>
  )
}

function SessionTable({ sessions, action }: RowsProps) {
  return (
    <div className={classes.frame}>
      <Table verticalSpacing={10} horizontalSpacing="md" layout="fixed" aria-label="Sessions">
        <Table.Thead className={classes.head}>
          <Table.Tr>
            <Table.Th>Client</Table.Th>
            <Table.Th w={140}>Signed in</Table.Th>
            <Table.Th w={140}>Last seen</Table.Th>
            <Table.Th w={112}>State</Table.Th>
            <Table.Th w={104} aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sessions.map((session) => (
            <Table.Tr key={session.id}>
              <Table.Td>
                <Client session={session} />
              </Table.Td>
              <Table.Td className={classes.cell}>
                <TimeAgo iso={session.createdAt} />
              </Table.Td>
              <Table.Td className={classes.cell}>
                <LastSeen session={session} />
              </Table.Td>
              <Table.Td className={classes.cell}>
                <SessionBadge session={session} />
              </Table.Td>
              <Table.Td>{action(session)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
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
              Signed in <TimeAgo iso={session.createdAt} /> · last seen <LastSeen session={session} />
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

function LastSeen({ session }: { session: EndUserSessionDto }) {
  return session.lastSeenAt ? <TimeAgo iso={session.lastSeenAt} /> : 'never'
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
