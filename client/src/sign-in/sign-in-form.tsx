import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { FormError } from '../ui/form-error.tsx'
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
  const submit = (data: FormData) => void actions.send('sign-in', Object.fromEntries(data))
  return (
    <Stack gap="sm">
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit(new FormData(event.currentTarget))
        }}
      >
        <Stack>
          <FormError explanation={explanation} />
          <TextInput
            label="E-mail address"
            name="email"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => onEmail(event.currentTarget.value)}
            error={errors.email}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleFocusable
            visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
            error={errors.password}
            // The library leaves it out.
            aria-invalid={Boolean(errors.password)}
          />
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
