import type { ConnectOrganizationDto, ConnectRequestDto } from '#shared/agent.ts'
import type { Scope } from '#shared/choices.ts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { leaveSession } from '../../lib/leave-session.ts'
import { trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { ClientIdentity } from '../../ui/client-identity.tsx'
import { Page } from '../../ui/page.tsx'
import { QuotedClientName } from '../../ui/quoted-client-name.tsx'
import { RedirectTarget } from '../../ui/redirect-target.tsx'
import { SignedInAs } from '../../ui/signed-in-as.tsx'
import { useSettled } from '../../ui/use-settled.ts'
import { grantedScopes, suggestedScopes } from './agent-scopes.ts'
import { OrganizationChoice } from './organization-choice.tsx'
import { ScopeChoice } from './scope-choice.tsx'
import type { useDecision } from './use-decision.ts'

interface ConnectRequestProps {
  request: ConnectRequestDto
  decision: ReturnType<typeof useDecision>
}

/** Asks whether an agent may use the desk. Anybody can send a link to this page, so it says where the access goes. */
export function ConnectRequest({ request, decision }: ConnectRequestProps) {
  const { client, redirect, account, organizations } = request
  const signOut = useMutation(
    trpc.account.signOut.mutationOptions({ onSuccess: () => leaveSession(() => Promise.resolve()) }),
  )
  const clientName = <QuotedClientName client={client} />
  return (
    <Page title={<>{clientName} wants to use the desk as you</>} documentTitle="Connect an agent">
      <Stack gap="lg">
        <ClientIdentity client={client} />
        <RedirectTarget redirect={redirect} clientName={clientName} />
        {account && <SignedInAs person={account} onOther={() => signOut.mutate()} />}
        <CallError error={signOut.error} />
        {organizations.length > 0 ? (
          <Choices request={request} decision={decision} />
        ) : (
          <NoOrganization request={request} decision={decision} />
        )}
      </Stack>
    </Page>
  )
}

function Choices({ request, decision }: ConnectRequestProps) {
  const { organizations, scopesAsked } = request
  const [slug, setSlug] = useState<string>()
  const [ticked, setTicked] = useState(() => suggestedScopes(scopesAsked))
  const [isMissing, setMissing] = useState(false)
  const isSettled = useSettled()
  const organization = organizations.find((each) => each.slug === slug) ?? organizations[0]!
  const scopes = grantedScopes(ticked, organization)
  const connect = () => {
    if (!isSettled) return
    setMissing(scopes.length === 0)
    if (scopes.length > 0) decision.decide(request, { action: 'approve', org: organization.slug, scopes })
  }
  return (
    <>
      <OrganizationChoice organizations={organizations} chosen={organization} onChoose={setSlug} />
      <ScopeChoice
        asked={scopesAsked}
        organization={organization}
        ticked={scopes}
        onTick={(next) => {
          setMissing(false)
          setTicked(withHidden(next, ticked, organization))
        }}
        error={isMissing ? 'Choose what it may do.' : undefined}
      />
      <Text size="sm">
        It acts in your name and never may do more than you. What it changes is marked as done by an agent.
        You can revoke it at any time on the page “Agents”. It does not learn your password.
      </Text>
      <CallError error={decision.error} />
      <Group grow gap="sm">
        <Cancel request={request} decision={decision} />
        <Button loading={decision.pending === 'approve'} aria-disabled={!isSettled} onClick={connect}>
          Connect
        </Button>
      </Group>
    </>
  )
}

/** What was ticked and cannot be in this organization stays ticked for another one. */
function withHidden(next: Scope[], before: Scope[], { scopes }: ConnectOrganizationDto): Scope[] {
  return [...next, ...before.filter((scope) => !scopes.includes(scope))]
}

function NoOrganization({ request, decision }: ConnectRequestProps) {
  return (
    <>
      <Text size="sm">
        You belong to no organization, so there is nothing that an agent could work on. Ask an owner or admin
        of your organization for an invitation, or use another account.
      </Text>
      <CallError error={decision.error} />
      <Cancel request={request} decision={decision} />
    </>
  )
}

function Cancel({ request, decision }: ConnectRequestProps) {
  return (
    <Button
      variant="default"
      loading={decision.pending === 'decline'}
      onClick={() => decision.decide(request, { action: 'decline' })}
    >
      Cancel
    </Button>
  )
}
