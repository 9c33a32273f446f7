import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from '@mantine/core'

interface EmailFieldProps extends Pick<TextInputProps, 'description' | 'error'> {
  email: string
  onEmail: (email: string) => void
}

/** What an account goes by. */
export function EmailField({ email, onEmail, ...props }: EmailFieldProps) {
  return (
    <TextInput
      label="E-mail address"
      name="email"
      type="email"
      autoComplete="username"
      required
      withAsterisk={false}
      value={email}
      onChange={(event) => onEmail(event.currentTarget.value)}
      {...props}
    />
  )
}

type PasswordFieldProps = Pick<PasswordInputProps, 'autoComplete' | 'description' | 'error' | 'minLength'>

export function PasswordField(props: PasswordFieldProps) {
  return (
    <PasswordInput
      label="Password"
      name="password"
      required
      withAsterisk={false}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
      // The library leaves it out.
      aria-invalid={Boolean(props.error)}
      {...props}
    />
  )
}
