import type { SignInStepDto } from '#shared/sign-in.ts'
import { Anchor, Stack, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { UntrustedText } from '../ui/untrusted-text.tsx'
import { ChangePasswordForm } from './change-password-form.tsx'
import { QuotedClientName } from '../ui/quoted-client-name.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'
import { StepCard } from './step-card.tsx'
import type { Actions } from './use-actions.ts'

type Form = 'sign-in' | 'sign-in-again' | 'sign-up' | 'change-password' | 'replace-given-password'

interface FormWords {
  title: string
  heading?: ReactNode
  description: ReactNode
}

/**
 * Signing in, signing up and changing the password. All are on one page, so that changing between them keeps the current
 * sign-in.
 */
export function SignInStep({ step, actions }: { step: SignInStepDto; actions: Actions }) {
  const [form, setForm] = useState<Form>('sign-in')
  // Kept when somebody changes between the forms.
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { server, client } = step
  const { refusal, dismiss, send } = actions
  const serverName = <UntrustedText text={server.name} />
  const show = (next: Form) => {
    dismiss()
    setForm(next)
  }
  // The password that was entered is right, but staff gave it to the person.
  const mustChange = refusal?.problem?.code === 'password-change-required'
  if (mustChange && form !== 'replace-given-password') setForm('replace-given-password')
  // It was right, and is not any more: the person cannot correct it in the form for a new one.
  const isReplaced = refusal?.action === 'change-password' && refusal.problem?.code === 'wrong-credentials'
  if (isReplaced && form === 'replace-given-password') {
    setForm('sign-in-again')
    setPassword('')
  }
  const isAnswered = isReplaced && form === 'sign-in-again'
  const fields = {
    actions: isAnswered ? { ...actions, refusal: undefined } : actions,
    serverName,
    email,
    onEmail: setEmail,
  }
  return (
    // Each form is a view of its own: an error of one must not appear in the other.
    <StepCard
      key={form}
      serverName={server.name}
      {...wordsOf(form, serverName, <QuotedClientName client={client} />)}
    >
      {isSignIn(form) && <SignInForm {...fields} password={password} onPassword={setPassword} />}
      {form === 'sign-up' && <SignUpForm {...fields} />}
      {form === 'change-password' && <ChangePasswordForm {...fields} given={undefined} />}
      {form === 'replace-given-password' && <ChangePasswordForm {...fields} given={password} />}
      <Stack gap={6} align="flex-start">
        <OtherForms form={form} onShow={show} />
        <Anchor
          component="button"
          type="button"
          size="sm"
          c="dimmed"
          underline="always"
          onClick={() => void send('cancel')}
        >
          Cancel and go back
        </Anchor>
      </Stack>
    </StepCard>
  )
}

function isSignIn(form: Form): boolean {
  return form === 'sign-in' || form === 'sign-in-again'
}

function OtherForms({ form, onShow }: { form: Form; onShow: (form: Form) => void }) {
  const way = (to: Form, label: string) => (
    <Anchor component="button" type="button" inherit underline="always" onClick={() => onShow(to)}>
      {label}
    </Anchor>
  )
  if (isSignIn(form)) {
    return (
      <>
        <Text size="sm" c="dimmed">
          New here? {way('sign-up', 'Create an account')}
        </Text>
        <Text size="sm" c="dimmed">
          {way('change-password', 'Change your password')}
        </Text>
      </>
    )
  }
  return (
    <Text size="sm" c="dimmed">
      {form === 'sign-up' ? (
        <>Have an account? {way('sign-in', 'Sign in')}</>
      ) : (
        way('sign-in', 'Back to sign in')
      )}
    </Text>
  )
}

function wordsOf(form: Form, serverName: ReactNode, clientName: ReactNode): FormWords {
  const connecting = (
    <>
      <strong>{clientName}</strong> asks to connect. You decide on the next page.
    </>
  )
  switch (form) {
    case 'sign-in':
      return { title: 'Sign in', heading: <>Sign in to {serverName}</>, description: connecting }
    case 'sign-in-again':
      return {
        title: 'Sign in again',
        heading: <>Sign in to {serverName} again</>,
        description:
          'The password that you were given was replaced in the meantime. Enter the newest one, or the one that you chose yourself.',
      }
    case 'sign-up':
      return {
        title: 'Create an account',
        heading: <>Create an account for {serverName}</>,
        description: connecting,
      }
    case 'change-password':
      return {
        title: 'Change your password',
        heading: <>Change your password for {serverName}</>,
        description: 'Every app that you connected before has to sign in again.',
      }
    case 'replace-given-password':
      return {
        title: 'Choose a new password',
        description: (
          <>
            The people who run {serverName} gave you the password that you entered. Choose one that only you
            know.
          </>
        ),
      }
  }
}
