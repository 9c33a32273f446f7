import type { SessionDto } from '#shared/account.ts'
import type { InvitationPreviewDto, JoinedDto } from '#shared/invitation.ts'
import { Anchor, Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { leaveSession } from '../../lib/leave-session.ts'
import { withArticle } from '../../lib/roles.ts'
import { trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { TimeLeft } from '../../ui/time-ago.tsx'
import { InvitationSignUp } from './invitation-sign-up.tsx'
import { SignInForm } from './sign-in-form.tsx'

interface InvitationOfferProps {
  secret: string
  offer: InvitationPreviewDto
  session: SessionDto | null | undefined
  onJoined: (joined: JoinedDto) => void
}

/** What an invitation offers, and the way in: one click for somebody who is signed in, a form for anybody else. */
export function InvitationOffer({ secret, offer, session, onJoined }: InvitationOfferProps) {
  const { organizationName, role, invitedBy, expiresAt, memberOf } = offer
  if (memberOf) return <AlreadyMember org={memberOf} organizationName={organizationName} />
  return (
    <Page
      title={`Join ${organizationName}`}
      description={
        <>
          {invitedBy} invites you as {withArticle(role)}. The invitation ends <TimeLeft iso={expiresAt} />.
        </>
      }
    >
      {session ? (
        <JoinByClick
          secret={secret}
          session={session}
          label={`Join ${organizationName} as ${withArticle(role)}`}
          onJoined={onJoined}
        />
      ) : (
        <JoinByForm secret={secret} onJoined={onJoined} />
      )}
    </Page>
  )
}

function AlreadyMember({ org, organizationName }: { org: string; organizationName: string }) {
  return (
    <Page title={`You are a member of ${organizationName}`}>
      <Stack>
        <Text size="sm">
          This invitation is for somebody who is not. You did not use it up: you can give the link to them.
        </Text>
        <LinkButton to="/o/$org/tickets" params={{ org }}>
          Open {organizationName}
        </LinkButton>
      </Stack>
    </Page>
  )
}

interface JoinByClickProps {
  secret: string
  session: SessionDto
  label: string
  onJoined: (joined: JoinedDto) => void
}

function JoinByClick({ secret, session, label, onJoined }: JoinByClickProps) {
  const accept = useMutation(trpc.invitation.accept.mutationOptions({ onSuccess: onJoined }))
  const signOut = useMutation(
    trpc.account.signOut.mutationOptions({ onSuccess: () => leaveSession(() => Promise.resolve()) }),
  )
  return (
    <Stack>
      <CallError error={accept.error ?? signOut.error} />
      <Button fullWidth loading={accept.isPending} onClick={() => accept.mutate({ secret })}>
        {label}
      </Button>
      <Text size="sm" c="var(--desk-soft)">
        You are signed in as {session.account.email}.{' '}
        <Anchor component="button" type="button" inherit underline="always" onClick={() => signOut.mutate()}>
          Not you? Sign out
        </Anchor>
      </Text>
    </Stack>
  )
}

function JoinByForm({ secret, onJoined }: { secret: string; onJoined: (joined: JoinedDto) => void }) {
  const [hasAccount, setHasAccount] = useState(false)
  return (
    <Stack>
      {hasAccount ? <SignInForm /> : <InvitationSignUp secret={secret} onJoined={onJoined} />}
      <Text size="sm" c="var(--desk-soft)">
        {hasAccount ? 'New here? ' : 'Have an account? '}
        <Anchor
          component="button"
          type="button"
          inherit
          underline="always"
          onClick={() => setHasAccount(!hasAccount)}
        >
          {hasAccount ? 'Create an account' : 'Sign in'}
        </Anchor>
      </Text>
    </Stack>
  )
}
