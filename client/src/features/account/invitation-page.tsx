import type { JoinedDto } from '#shared/invitation.ts'
import { Loader, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hasCode } from '../../lib/problem.ts'
import { api, queryClient, trpc } from '../../lib/trpc.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { AccountCard } from './account-card.tsx'
import { InvitationOffer } from './invitation-offer.tsx'

/** The page of an invitation's link. The secret is in the fragment of its address, which browsers send to no server. */
export function InvitationPage() {
  const secret = useLocation({ select: ({ hash }) => hash })
  const navigate = useNavigate()
  const [hasJoined, setHasJoined] = useState(false)
  const session = useQuery(trpc.account.session.queryOptions())
  const invitation = useQuery({
    // Whether somebody is a member already depends on who is signed in.
    queryKey: ['invitation', secret, session.data?.account.email],
    queryFn: () => api.invitation.read.mutate({ secret }),
    enabled: session.isSuccess && !hasJoined,
    staleTime: 0,
    gcTime: 0,
  })
  const enter = ({ org, session: joined }: JoinedDto) => {
    setHasJoined(true)
    queryClient.setQueryData(trpc.account.session.queryKey(), joined)
    // The used link leaves the history.
    void navigate({ to: '/o/$org/tickets', params: { org }, replace: true })
  }
  const failed = [session, invitation].find((query) => query.isError)
  if (failed && hasCode(failed.error, 'invitation-not-found')) return <UnusableInvitation />
  return (
    <AccountCard>
      {failed ? (
        <Page title="Invitation">
          <ErrorMessage
            title="The invitation could not be opened"
            error={failed.error}
            onRetry={() => void failed.refetch()}
          />
        </Page>
      ) : invitation.data && !hasJoined ? (
        <InvitationOffer secret={secret} offer={invitation.data} session={session.data} onJoined={enter} />
      ) : (
        <Page title="Invitation">
          <Loader aria-label="Loading" />
        </Page>
      )}
    </AccountCard>
  )
}

function UnusableInvitation() {
  return (
    <AccountCard>
      <Page title="This invitation cannot be used">
        <Stack>
          <Text size="sm">
            It was used, revoked or has expired, or the link was not copied as a whole. Ask the person who
            sent it to you for a new one.
          </Text>
          <LinkButton to="/" variant="default">
            Go to the dashboard
          </LinkButton>
        </Stack>
      </Page>
    </AccountCard>
  )
}
