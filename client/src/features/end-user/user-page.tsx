import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { hasCode } from '../../lib/problem.ts'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Page } from '../../ui/page.tsx'
import { UserView } from './user-view.tsx'
import { UsersNotPermitted } from './users-not-permitted.tsx'

const route = getRouteApi('/o/$org/servers/$slug/users/$userId')

export function UserPage() {
  const { org, slug, userId } = route.useParams()
  const canRead = useCan(org, 'read end-users')
  return canRead ? <User org={org} slug={slug} userId={userId} /> : <UsersNotPermitted org={org} />
}

function User({ org, slug, userId }: { org: string; slug: string; userId: string }) {
  const user = useQuery(trpc.endUser.get.queryOptions({ org, slug, userId }))
  if (user.data) return <UserView org={org} slug={slug} user={user.data} />
  const above = (
    <BackLink to="/o/$org/servers/$slug/users" params={{ org, slug }}>
      Users
    </BackLink>
  )
  if (!user.isError) {
    return (
      <Page title="User" above={above}>
        <Stack component="output" aria-label="Loading the user">
          <Skeleton height={120} />
          <Skeleton height={240} />
        </Stack>
      </Page>
    )
  }
  // A malformed id is refused as invalid. For the person, the user is not found either way.
  const missing = (['user-not-found', 'server-not-found', 'validation-failed'] as const).some((code) =>
    hasCode(user.error, code),
  )
  return (
    <Page title={missing ? 'User not found' : 'User'} above={above}>
      {missing ? (
        <EmptyMessage title="There is no such user here">
          Each user belongs to one MCP server. This server has no such user.
        </EmptyMessage>
      ) : (
        <ErrorMessage
          title="The user could not be loaded"
          error={user.error}
          onRetry={() => void user.refetch()}
        />
      )}
    </Page>
  )
}
