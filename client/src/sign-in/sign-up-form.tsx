import { PASSWORD_MIN } from '#shared/limits.ts'
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { FormError } from '../ui/form-error.tsx'
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
        <TextInput
          label="E-mail address"
          description={<>Shown to the people who run {serverName}. Nothing is sent to it.</>}
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
          description={`At least ${PASSWORD_MIN} characters. A few unrelated words make a good one.`}
          name="password"
          autoComplete="new-password"
          minLength={PASSWORD_MIN}
          required
          withAsterisk={false}
          visibilityToggleFocusable
          visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
          error={errors.password}
          // The library leaves it out.
          aria-invalid={Boolean(errors.password)}
        />
        <Button type="submit" loading={actions.pending === 'sign-up'} fullWidth mt="xs">
          Create account
        </Button>
      </Stack>
    </form>
  )
}
