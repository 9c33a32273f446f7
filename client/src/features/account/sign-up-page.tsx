import { Button, Loader, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { keepSession } from '../../lib/keep-session.ts'
import { lazyRules } from '../../lib/lazy-rules.ts'
import { trpc } from '../../lib/trpc.ts'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { LinkAnchor, LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { AccountCard } from './account-card.tsx'
import { NewAccountFields } from './new-account-fields.tsx'

const validate = lazyRules(() => import('#shared/account.ts').then((inputs) => inputs.signUpInput))

export function SignUpPage() {
  const policy = useQuery(trpc.account.signUpPolicy.queryOptions())
  return (
    <AccountCard>
      <Page title="Create an account">
        {policy.isPending && <Loader aria-label="Loading" />}
        {policy.isError && (
          <ErrorMessage
            title="Sign-up could not be opened"
            error={policy.error}
            onRetry={() => void policy.refetch()}
          />
        )}
        {policy.data?.open && <SignUpForm />}
        {policy.data?.open === false && <SignUpClosed />}
      </Page>
    </AccountCard>
  )
}

function SignUpClosed() {
  return (
    <Stack>
      <Text size="sm">
        Sign-up is closed on this installation. An owner or admin of your organization can invite you.
      </Text>
      <LinkButton to="/sign-in" variant="default">
        Go to sign in
      </LinkButton>
    </Stack>
  )
}

function SignUpForm() {
  const router = useRouter()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '', email: '', password: '', organizationName: '' },
    validate,
  })
  const problem = useFormProblem(form)
  const signUp = useMutation(
    trpc.account.signUp.mutationOptions({
      onSuccess: async () => {
        const obstacle = await keepSession()
        problem.explain(obstacle)
        if (!obstacle) router.history.push('/')
      },
      onError: problem.show,
    }),
  )
  return (
    <form noValidate onSubmit={form.onSubmit((values) => signUp.mutate(values), problem.focusFirst)}>
      <Stack>
        <FormError explanation={problem.explanation} />
        <NewAccountFields form={form} />
        <TextInput
          label="Organization"
          description="The company or team whose MCP servers you look after."
          autoComplete="organization"
          required
          key={form.key('organizationName')}
          {...form.getInputProps('organizationName')}
        />
        <Button type="submit" loading={signUp.isPending} fullWidth mt="xs">
          Create account
        </Button>
        <Text size="sm" c="var(--desk-soft)">
          Have an account?{' '}
          <LinkAnchor to="/sign-in" inherit underline="always">
            Sign in
          </LinkAnchor>
        </Text>
      </Stack>
    </form>
  )
}
