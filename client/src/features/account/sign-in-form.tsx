import { Button, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { keepSession } from '../../lib/keep-session.ts'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { lazyRules } from '../../lib/lazy-rules.ts'
import { trpc } from '../../lib/trpc.ts'
import { EmailField, PasswordField } from '../../ui/credential-fields.tsx'
import { FormError } from '../../ui/form-error.tsx'

const validate = lazyRules(() => import('#shared/account.ts').then((inputs) => inputs.signInInput))

/** Signs a member of staff in. The page around it sees the new session and goes on. */
export function SignInForm() {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate,
    validateInputOnBlur: false,
  })
  const problem = useFormProblem(form)
  const signIn = useMutation(
    trpc.account.signIn.mutationOptions({
      onSuccess: async () => problem.explain(await keepSession()),
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
