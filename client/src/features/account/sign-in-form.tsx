import { signInInput } from '#shared/account.ts'
import { Button, Stack } from '@mantine/core'
import { schemaResolver, useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { EmailField, PasswordField } from '../../ui/credential-fields.tsx'
import { FormError } from '../../ui/form-error.tsx'

/** Signs a member of staff in. The page around it sees the new session and goes on. */
export function SignInForm() {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: schemaResolver(signInInput, { sync: true }),
    validateInputOnBlur: false,
  })
  const problem = useFormProblem(form)
  const signIn = useMutation(
    trpc.account.signIn.mutationOptions({
      onSuccess: (session) => void queryClient.setQueryData(trpc.account.session.queryKey(), session),
      onError: problem.show,
    }),
  )
  return (
    <form noValidate onSubmit={form.onSubmit((values) => signIn.mutate(values), problem.focusFirst)}>
      <Stack>
        <FormError explanation={problem.explanation} />
        <EmailField withAsterisk={false} key={form.key('email')} {...form.getInputProps('email')} />
        <PasswordField
          autoComplete="current-password"
          withAsterisk={false}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={signIn.isPending} fullWidth mt="xs">
          Sign in
        </Button>
      </Stack>
    </form>
  )
}
