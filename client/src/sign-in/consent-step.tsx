import type { ClientDto, SignInStepDto } from '#shared/sign-in.ts'
import { Anchor, Button, Group, Text } from '@mantine/core'
import { IconShieldCheck, IconUserCircle, IconUserQuestion } from '@tabler/icons-react'
import { FormError } from '../ui/form-error.tsx'
import { UntrustedText } from '../ui/untrusted-text.tsx'
import { explainRefusal } from './explain-refusal.ts'
import { ClientName } from './client-name.tsx'
import { RedirectTarget } from './redirect-target.tsx'
import classes from './sign-in.module.css'
import { StepCard } from './step-card.tsx'
import type { Actions } from './use-actions.ts'
import { useSettled } from './use-settled.ts'

/** Asks whether an app may act for the user. Anybody can send a link to this page, so it says where the access goes. */
export function ConsentStep({ step, actions }: { step: SignInStepDto; actions: Actions }) {
  const { server, client, redirect, user } = step
  const { pending, refusal, send } = actions
  const isSettled = useSettled()
  const clientName = <ClientName client={client} />
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
      {user && (
        <Group gap="sm" wrap="nowrap" align="flex-start" className={classes.user}>
          <IconUserCircle size={20} stroke={1.6} className={classes.icon} aria-hidden />
          <div className={classes.text}>
            <Text size="sm">
              Signed in as{' '}
              <strong>
                <UntrustedText text={user.name} />
              </strong>
            </Text>
            <Text size="sm" c="dimmed">
              <UntrustedText text={user.email} />
            </Text>
            <Anchor
              component="button"
              type="button"
              size="sm"
              underline="always"
              onClick={() => void send('sign-out')}
            >
              Not you? Use another account
            </Anchor>
          </div>
        </Group>
      )}
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

/** Says whether the identity of the client is verified. */
function ClientIdentity({ client }: { client: ClientDto }) {
  const name = <UntrustedText text={client.name} />
  const Icon = client.domain ? IconShieldCheck : IconUserQuestion
  return (
    <Group
      gap="xs"
      wrap="nowrap"
      align="flex-start"
      className={client.domain ? classes.known : classes.unverified}
    >
      <Icon size={18} stroke={1.8} className={classes.icon} aria-hidden />
      <Text size="sm" className={classes.text}>
        {client.domain ? (
          <>
            Identified by its domain, <strong>{client.domain}</strong>. It calls itself “{name}”.
          </>
        ) : (
          <>
            <strong>Unverified name.</strong> Anybody can call themselves “{name}”.
          </>
        )}
      </Text>
    </Group>
  )
}
