import type { SignInStepDto } from '#shared/sign-in.ts'
import { Anchor, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { UntrustedText } from '../ui/untrusted-text.tsx'
import { ClientName } from './client-name.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'
import classes from './sign-in.module.css'
import { StepCard } from './step-card.tsx'
import type { Actions } from './use-actions.ts'

/** Signing in and signing up. Both are on one page, so that changing between them keeps the current sign-in. */
export function SignInStep({ step, actions }: { step: SignInStepDto; actions: Actions }) {
  const [isNew, setIsNew] = useState(false)
  // Kept when somebody changes between the two forms.
  const [email, setEmail] = useState('')
  const { server, client } = step
  const serverName = <UntrustedText text={server.name} />
  const changeForm = () => {
    actions.dismiss()
    setIsNew(!isNew)
  }
  const form = { actions, serverName, email, onEmail: setEmail }
  return (
    <StepCard
      // Each form is a view of its own: an error of one must not appear in the other.
      key={isNew ? 'sign-up' : 'sign-in'}
      serverName={server.name}
      title={isNew ? 'Create an account' : 'Sign in'}
      heading={isNew ? <>Create an account for {serverName}</> : <>Sign in to {serverName}</>}
      description={
        <>
          <strong>
            <ClientName client={client} />
          </strong>{' '}
          asks to connect. You decide on the next page.
        </>
      }
    >
      {isNew ? <SignUpForm {...form} /> : <SignInForm {...form} />}
      <Stack gap={6} align="center" className={classes.ways}>
        <Text size="sm" c="dimmed">
          {isNew ? 'Have an account? ' : 'New here? '}
          <Anchor component="button" type="button" inherit underline="always" onClick={changeForm}>
            {isNew ? 'Sign in' : 'Create an account'}
          </Anchor>
        </Text>
        <Anchor
          component="button"
          type="button"
          size="sm"
          c="dimmed"
          underline="always"
          onClick={() => void actions.send('cancel')}
        >
          Cancel and go back
        </Anchor>
      </Stack>
    </StepCard>
  )
}
