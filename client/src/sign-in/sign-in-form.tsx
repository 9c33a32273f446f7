import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { EmailField, PasswordField } from '../ui/credential-fields.tsx'
import { ActionForm } from './action-form.tsx'
import classes from '../ui/consent.module.css'
import type { Actions } from './use-actions.ts'

export interface FormProps {
  actions: Actions
  serverName: ReactNode
  email: string
  onEmail: (email: string) => void
}

interface SignInFormProps extends FormProps {
  password: string
  onPassword: (password: string) => void
}

export function SignInForm({ actions, serverName, email, onEmail, password, onPassword }: SignInFormProps) {
  return (
    <Stack gap="sm">
      <ActionForm actions={actions} action="sign-in" submitLabel="Sign in">
        {(errors) => (
          <>
            <EmailField
              name="email"
              withAsterisk={false}
              value={email}
              onChange={({ currentTarget }) => onEmail(currentTarget.value)}
              error={errors.email}
            />
            <PasswordField
              name="password"
              autoComplete="current-password"
              withAsterisk={false}
              value={password}
              onChange={({ currentTarget }) => onPassword(currentTarget.value)}
              error={errors.password}
            />
          </>
        )}
      </ActionForm>
      <details>
        <summary>Forgot your password?</summary>
        <Text size="sm" className={classes.text}>
          This site sends no e-mail. Ask the people who run {serverName} for a new password.
        </Text>
      </details>
    </Stack>
  )
}
