import type { SignInStepDto } from '#shared/sign-in.ts'
import { Button, Group, Text } from '@mantine/core'
import { ClientIdentity } from '../ui/client-identity.tsx'
import classes from '../ui/consent.module.css'
import { FormError } from '../ui/form-error.tsx'
import { QuotedClientName } from '../ui/quoted-client-name.tsx'
import { RedirectTarget } from '../ui/redirect-target.tsx'
import { SignedInAs } from '../ui/signed-in-as.tsx'
import { UntrustedText } from '../ui/untrusted-text.tsx'
import { useSettled } from '../ui/use-settled.ts'
import { explainRefusal } from './explain-refusal.ts'
import { StepCard } from './step-card.tsx'
import type { Actions } from './use-actions.ts'

/** Asks whether an app may act for the user. Anybody can send a link to this page, so it says where the access goes. */
export function ConsentStep({ step, actions }: { step: SignInStepDto; actions: Actions }) {
  const { server, client, redirect, user } = step
  const { pending, refusal, send } = actions
  const isSettled = useSettled()
  const clientName = <QuotedClientName client={client} />
  const allow = () => {
    if (isSettled) void send('consent')
  }
  return (
    <StepCard
      serverName={server.name}
      title="Allow access?"
      heading={
        <>
          {clientName} wants to use <UntrustedText text={server.name} /> as you
        </>
      }
    >
      <ClientIdentity client={client} />
      <RedirectTarget redirect={redirect} clientName={clientName} />
      <Text size="sm" className={classes.text}>
        If you allow this, the app can use the tools of <UntrustedText text={server.name} /> in your name.
        This ends when the access expires or when the people who run the tools end it. The app does not learn
        your password.
      </Text>
      {user && <SignedInAs person={user} onOther={() => void send('sign-out')} />}
      <FormError explanation={refusal && explainRefusal(refusal.problem)} />
      <Group grow gap="sm">
        <Button variant="default" loading={pending === 'cancel'} onClick={() => void send('cancel')}>
          Cancel
        </Button>
        <Button loading={pending === 'consent'} aria-disabled={!isSettled} onClick={allow}>
          Allow
        </Button>
      </Group>
    </StepCard>
  )
}
