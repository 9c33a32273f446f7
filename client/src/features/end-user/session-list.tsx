import type { EndUserDetailsDto, EndUserSessionDto } from '#shared/end-user.ts'
import { Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { useIsNarrow } from '../../lib/use-is-narrow.ts'
import { ClientName } from '../../ui/client-name.tsx'
import { Item, ItemList, Line, Mark } from '../../ui/item-list.tsx'
import { RowAction } from '../../ui/row-action.tsx'
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
  const Rows = useIsNarrow() ? SessionItems : SessionTable
  const action = (session: EndUserSessionDto) =>
    canManage &&
    session.state === 'live' && (
      <RowAction
        aria-label={`Revoke the session with ${session.clientName}`}
        onClick={() => {
          setChosen(session)
          dialog.open()
        }}
      >
        Revoke
      </RowAction>
    )
  return (
    <>
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
  { name: 'Client · where it redirects' },
  { name: 'Signed in', width: 130 },
  { name: 'Last seen', width: 130 },
  { name: 'State', width: 90 },
  { name: 'Actions', width: 80, hideName: true, atEnd: true },
]

function SessionTable({ sessions, action }: RowsProps) {
  return (
    <RowTable label="Sessions" columns={COLUMNS}>
      {sessions.map((session) => (
        <tr key={session.id} className={classes.row}>
          <td>
            <div className={classes.name}>
              <ClientName {...session} />
            </div>
            <Line>
              Redirects to <UntrustedText text={session.redirectHost} />
            </Line>
          </td>
          <td>
            <TimeAgo iso={session.createdAt} />
          </td>
          <td>
            <LastSeen iso={session.lastSeenAt} />
          </td>
          <td>
            <State session={session} />
          </td>
          <td className={classes.end}>{action(session)}</td>
        </tr>
      ))}
    </RowTable>
  )
}

function SessionItems({ sessions, action }: RowsProps) {
  return (
    <ItemList label="Sessions">
      {sessions.map((session) => (
        <Item
          key={session.id}
          name={
            <>
              <ClientName {...session} />
              <State session={session} />
            </>
          }
          end={action(session)}
        >
          <Line>
            Redirects to <UntrustedText text={session.redirectHost} />
          </Line>
          <Line>
            Signed in <TimeAgo iso={session.createdAt} /> · last seen <LastSeen iso={session.lastSeenAt} />
          </Line>
        </Item>
      ))}
    </ItemList>
  )
}

const STATES = { live: 'Live', revoked: 'Revoked', expired: 'Expired' } as const

function State({ session: { state } }: { session: EndUserSessionDto }) {
  return <Mark works={state === 'live'}>{STATES[state]}</Mark>
}
