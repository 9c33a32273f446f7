import { PASSWORD_MIN } from '#shared/limits.ts'
import { TextInput } from '@mantine/core'
import { EmailField, PasswordField } from '../../ui/credential-fields.tsx'

type Field = 'name' | 'email' | 'password'

interface NewAccountFieldsProps {
  /** A form with at least these fields. */
  form: { key: (field: Field) => string; getInputProps: (field: Field) => object }
}

/** What every new account needs. */
export function NewAccountFields({ form }: NewAccountFieldsProps) {
  return (
    <>
      <TextInput
        label="Your name"
        description="Shown to your colleagues in the history of tickets."
        autoComplete="name"
        required
        key={form.key('name')}
        {...form.getInputProps('name')}
      />
      <EmailField key={form.key('email')} {...form.getInputProps('email')} />
      <PasswordField
        description={`At least ${PASSWORD_MIN} characters. A few unrelated words make a good password.`}
        autoComplete="new-password"
        key={form.key('password')}
        {...form.getInputProps('password')}
      />
    </>
  )
}
