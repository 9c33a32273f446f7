import { Skeleton, Stack } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { ChangePassword } from '../features/account/change-password.tsx'
import { SessionList } from '../features/account/session-list.tsx'
import { AccessTokens } from '../features/access-token/access-tokens.tsx'
import { trpc } from '../lib/trpc.ts'
import { BackLink } from '../ui/back-link.tsx'
import { Columns } from '../ui/columns.tsx'
import { Page } from '../ui/page.tsx'
import { ShellContext } from '../ui/shell-context.ts'

/** What belongs to the signed-in person and to no organization, in the frame of the other pages without their navigation. */
export function ProfilePage() {
  const isPending = useParts().some((part) => part.isPending)
  return (
    <main id="main">
      <ShellContext value={{}}>
        <Page title="Profile" above={<BackLink to="/">Dashboard</BackLink>}>
          {isPending ? (
            <Stack component="output" aria-label="Loading the profile">
              <Skeleton height={320} />
            </Stack>
          ) : (
            <Columns ruled>
              <Stack gap="xl" miw={0}>
                <SessionList />
                <AccessTokens />
              </Stack>
              <ChangePassword />
            </Columns>
          )}
        </Page>
      </ShellContext>
    </main>
  )
}

/** What the lists of the page are made of. They come at once, so that none moves. */
function useParts() {
  const session = useQuery(trpc.account.session.queryOptions())
  const sessions = useQuery(trpc.account.sessions.queryOptions())
  const organizations = session.data?.organizations ?? []
  const tokens = useQueries({
    queries: organizations.map(({ slug }) => trpc.accessToken.listOwn.queryOptions({ org: slug })),
  })
  return [session, sessions, ...tokens]
}
