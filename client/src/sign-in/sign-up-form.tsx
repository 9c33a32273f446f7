import { PASSWORD_MIN } from '#shared/limits.ts'
import { Button, Stack, TextInput } from '@mantine/core'
import { FormError } from '../ui/form-error.tsx'
import { EmailField, PasswordField } from './credential-fields.tsx'
import type { FormProps } from './sign-in-form.tsx'
import { useRefusal } from './use-refusal.ts'

export function SignUpForm({ actions, serverName, email, onEmail }: FormProps) {
  const { form, errors, explanation } = useRefusal(actions, 'sign-up')
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void actions.send('sign-up', Object.fromEntries(new FormData(event.currentTarget)))
      }}
    >
      <Stack>
        <FormError explanation={explanation} />
        <TextInput
          label="Your name"
          name="name"
          autoComplete="name"
          required
          withAsterisk={false}
          error={errors.name}
        />
        <EmailField
          description={<>Shown to the people who run {serverName}. Nothing is sent to it.</>}
          email={email}
          onEmail={onEmail}
          error={errors.email}
        />
        <PasswordField
          description={`At least ${PASSWORD_MIN} characters. A few unrelated words make a good one.`}
          autoComplete="new-password"
          minLength={PASSWORD_MIN}
          error={errors.password}
        />
        <Button type="submit" loading={actions.pending === 'sign-up'} fullWidth mt="xs">
          Create account
        </Button>
      </Stack>
    </form>
  )
}
