import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from '@mantine/core'

/** The e-mail address that identifies an account. */
export function EmailField(props: TextInputProps) {
  return <TextInput label="E-mail address" type="email" autoComplete="username" required {...props} />
}

/** A password, with a button that shows it. The keyboard reaches the button, too. */
export function PasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      label="Password"
      required
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
      // Mantine does not set it on this input.
      aria-invalid={Boolean(props.error)}
      {...props}
    />
  )
}
