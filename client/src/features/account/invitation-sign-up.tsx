import { type JoinedDto, signUpByInvitationInput } from '#shared/invitation.ts'
import { PASSWORD_MIN } from '#shared/limits.ts'
import { Button, Stack, TextInput } from '@mantine/core'
import { schemaResolver, useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { EmailField, PasswordField } from '../../ui/credential-fields.tsx'
import { FormError } from '../../ui/form-error.tsx'

interface InvitationSignUpProps {
  secret: string
  onJoined: (joined: JoinedDto) => void
}

/** Creates an account that joins the organization of an invitation. It gets no organization of its own. */
export function InvitationSignUp({ secret, onJoined }: InvitationSignUpProps) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { secret, name: '', email: '', password: '' },
    validate: schemaResolver(signUpByInvitationInput, { sync: true }),
  })
  const problem = useFormProblem(form)
  const signUp = useMutation(
    trpc.invitation.signUp.mutationOptions({ onSuccess: onJoined, onError: problem.show }),
  )
  return (
    <form noValidate onSubmit={form.onSubmit((values) => signUp.mutate(values), problem.focusFirst)}>
      <Stack>
        <FormError explanation={problem.explanation} />
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
        <Button type="submit" loading={signUp.isPending} fullWidth mt="xs">
          Create account and join
        </Button>
      </Stack>
    </form>
  )
}
