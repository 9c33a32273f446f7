import { PASSWORD_MIN } from '#shared/limits.ts'
import { TextInput } from '@mantine/core'
import { EmailField, PasswordField } from '../ui/credential-fields.tsx'
import { ActionForm } from './action-form.tsx'
import type { FormProps } from './sign-in-form.tsx'

export function SignUpForm({ actions, serverName, email, onEmail }: FormProps) {
  return (
    <ActionForm actions={actions} action="sign-up" submitLabel="Create account">
      {(errors) => (
        <>
          <TextInput
            label="Your name"
            name="name"
            autoComplete="name"
            required
            withAsterisk={false}
            error={errors.name}
          />
          <EmailField
            name="email"
            description={<>The people who run {serverName} can see it. No e-mail is sent to it.</>}
            withAsterisk={false}
            value={email}
            onChange={({ currentTarget }) => onEmail(currentTarget.value)}
            error={errors.email}
          />
          <PasswordField
            name="password"
            description={`At least ${PASSWORD_MIN} characters. A few unrelated words make a good password.`}
            autoComplete="new-password"
            withAsterisk={false}
            minLength={PASSWORD_MIN}
            error={errors.password}
          />
        </>
      )}
    </ActionForm>
  )
}
