import type { SessionDto } from '#shared/account.ts'
import { Button, Stack, Text } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { leaveSession } from '../../lib/leave-session.ts'
import { ROLE_NAMES } from '../../lib/roles.ts'
import { trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { LinkButton, LinkNav } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { AccountCard } from './account-card.tsx'

export function ChooseOrganizationPage() {
  const { data: session } = useQuery(trpc.account.session.queryOptions())
  return (
    <AccountCard>
      {session?.organizations.length === 0 ? (
        <NoOrganization account={session.account} />
      ) : (
        <Page title="Choose an organization">
          <Stack gap={4} component="nav" aria-label="Organizations">
            {session?.organizations.map(({ slug, name, role }) => (
              <LinkNav
                key={slug}
                to="/o/$org/tickets"
                params={{ org: slug }}
                label={name}
                description={ROLE_NAMES[role]}
                rightSection={<IconChevronRight size={16} aria-hidden />}
              />
            ))}
          </Stack>
        </Page>
      )}
    </AccountCard>
  )
}

/** For somebody who was removed from their only organization. */
function NoOrganization({ account }: Pick<SessionDto, 'account'>) {
  const navigate = useNavigate()
  const signOut = useMutation(
    trpc.account.signOut.mutationOptions({
      onSuccess: () => leaveSession(() => navigate({ to: '/sign-in' })),
    }),
  )
  return (
    <Page title="You are in no organization">
      <Stack>
        <Text size="sm">
          You see tickets again when an organization invites you. Ask one of its owners or admins for an
          invitation, and open the link in this browser.
        </Text>
        <Text size="sm" c="dimmed">
          You are signed in as {account.email}.
        </Text>
        <CallError error={signOut.error} />
        <LinkButton to="/profile" variant="default">
          Open your profile
        </LinkButton>
        <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
          Sign out
        </Button>
      </Stack>
    </Page>
  )
}
