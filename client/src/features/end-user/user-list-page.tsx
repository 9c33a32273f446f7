import { Stack } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { hasCode } from '../../lib/problem.ts'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { RowSkeletons } from '../../ui/row-skeletons.tsx'
import { SearchUsers } from './search-users.tsx'
import { useServer } from './use-server.ts'
import { UserListEmpty } from './user-list-empty.tsx'
import { userListInput } from './user-list-search.ts'
import { UserTable } from './user-table.tsx'
import { UsersNotPermitted } from './users-not-permitted.tsx'

const route = getRouteApi('/o/$org/servers/$slug/users')

export function UserListPage() {
  const { org, slug } = route.useParams()
  const canRead = useCan(org, 'read end-users')
  return canRead ? <UserList org={org} slug={slug} /> : <UsersNotPermitted org={org} />
}

function UserList({ org, slug }: { org: string; slug: string }) {
  const search = route.useSearch()
  const server = useServer(org, slug)
  const users = useQuery({
    ...trpc.endUser.list.queryOptions(userListInput({ org, slug }, search)),
    placeholderData: keepPreviousData,
  })
  const page = users.data
  const isEmpty = page?.users.length === 0

  return (
    <Page
      title={`Users of ${server?.name ?? slug}`}
      count={page && !page.older && !page.newer ? page.users.length : undefined}
      description="Everybody who signed in to this MCP server from their client, the newest first."
      above={
        <BackLink to="/o/$org/servers/$slug" params={{ org, slug }}>
          {server?.name ?? slug}
        </BackLink>
      }
    >
      {page && (!isEmpty || search.search) && <SearchUsers />}
      {users.isPending && <RowSkeletons label="Loading users" />}
      {users.isError && !page && hasCode(users.error, 'server-not-found') && (
        <EmptyMessage title={`There is no MCP server ${slug}`}>
          Check the address. An MCP server of another organization is not shown here.
        </EmptyMessage>
      )}
      {users.isError && !page && !hasCode(users.error, 'server-not-found') && (
        <ErrorMessage
          title="The users could not be loaded"
          error={users.error}
          onRetry={() => void users.refetch()}
        />
      )}
      {page && !isEmpty && (
        <Stack gap="sm" aria-busy={users.isPlaceholderData}>
          <UserTable org={org} slug={slug} users={page.users} />
          <Pager of="users" older={page.older} newer={page.newer} />
        </Stack>
      )}
      {isEmpty && server && <UserListEmpty org={org} server={server} isSearch={Boolean(search.search)} />}
    </Page>
  )
}
