import type { EndUserDto } from '#shared/end-user.ts'
import { useIsNarrow } from '../../lib/use-is-narrow.ts'
import { Item, ItemList, Line, Mark } from '../../ui/item-list.tsx'
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

/** The users as a table, or as a list in a narrow window. */
export function UserTable(props: UserTableProps) {
  return useIsNarrow() ? <UserList {...props} /> : <WideUserTable {...props} />
}

const COLUMNS = [
  { name: 'User · e-mail address' },
  { name: 'Sessions', width: 120 },
  { name: 'Last seen', width: 150 },
  { name: 'Signed up', width: 150, atEnd: true },
]

function WideUserTable({ org, slug, users }: UserTableProps) {
  return (
    <RowTable label="Users" columns={COLUMNS}>
      {users.map((user) => (
        <tr key={user.id} className={`${classes.row} ${classes.opens}`}>
          <td>
            <div className={classes.name}>
              <UserName org={org} slug={slug} user={user} />
            </div>
            <Line>
              <UntrustedText text={user.email} />
            </Line>
          </td>
          <td>{describeSessions(user)}</td>
          <td>
            <LastSeen iso={user.lastSeenAt} />
          </td>
          <td className={classes.end}>
            <TimeAgo iso={user.createdAt} />
          </td>
        </tr>
      ))}
    </RowTable>
  )
}

function UserList({ org, slug, users }: UserTableProps) {
  return (
    <ItemList label="Users">
      {users.map((user) => (
        <Item key={user.id} opens name={<UserName org={org} slug={slug} user={user} />}>
          <Line>
            <UntrustedText text={user.email} />
          </Line>
          <Line>
            Sessions: {describeSessions(user)} · last seen <LastSeen iso={user.lastSeenAt} />
          </Line>
        </Item>
      ))}
    </ItemList>
  )
}

/** The one link of a row. It covers the whole row: a click anywhere opens the user, and Tab stops once per row. */
function UserName({ org, slug, user }: { org: string; slug: string; user: EndUserDto }) {
  return (
    <>
      <LinkAnchor
        to="/o/$org/servers/$slug/users/$userId"
        params={{ org, slug, userId: user.id }}
        inherit
        className={classes.link}
      >
        <UntrustedText text={user.name} />
      </LinkAnchor>
      {user.disabledAt && <Mark>Disabled</Mark>}
    </>
  )
}

function describeSessions({ sessions }: EndUserDto): string {
  if (sessions === 0) return 'none'
  return sessions === 1 ? '1 live' : `${sessions} live`
}
