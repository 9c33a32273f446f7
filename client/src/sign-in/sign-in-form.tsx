import { Button, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { FormError } from '../ui/form-error.tsx'
import { EmailField, PasswordField } from './credential-fields.tsx'
import classes from './sign-in.module.css'
import type { Actions } from './use-actions.ts'
import { useRefusal } from './use-refusal.ts'

export interface FormProps {
  actions: Actions
  serverName: ReactNode
  email: string
  onEmail: (email: string) => void
}

export function SignInForm({ actions, serverName, email, onEmail }: FormProps) {
  const { form, errors, explanation } = useRefusal(actions, 'sign-in')
  return (
    <Stack gap="sm">
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void actions.send('sign-in', Object.fromEntries(new FormData(event.currentTarget)))
        }}
      >
        <Stack>
          <FormError explanation={explanation} />
          <EmailField email={email} onEmail={onEmail} error={errors.email} />
          <PasswordField autoComplete="current-password" error={errors.password} />
          <Button type="submit" loading={actions.pending === 'sign-in'} fullWidth mt="xs">
            Sign in
          </Button>
        </Stack>
      </form>
      <details className={classes.details}>
        <summary>Forgot your password?</summary>
        <Text size="sm" className={classes.words}>
          No e-mail is ever sent from here. Ask the people who run {serverName} for a new one.
        </Text>
      </details>
    </Stack>
  )
}
