import { signInInput } from '#shared/account.ts'
import { Button, Stack, Text } from '@mantine/core'
import { schemaResolver, useForm } from '@mantine/form'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { EmailField, PasswordField } from '../../ui/credential-fields.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { AccountCard } from './account-card.tsx'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { redirect = '/' } = route.useSearch()
  const router = useRouter()
  const session = useQuery(trpc.account.session.queryOptions())
  const policy = useQuery(trpc.account.signUpPolicy.queryOptions())
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: schemaResolver(signInInput, { sync: true }),
    validateInputOnBlur: false,
  })
  const problem = useFormProblem(form)
  const signIn = useMutation(
    trpc.account.signIn.mutationOptions({
      onSuccess: (next) => {
        queryClient.setQueryData(trpc.account.session.queryKey(), next)
        router.history.push(redirect)
      },
      onError: problem.show,
    }),
  )
  const isSignedIn = Boolean(session.data) && !signIn.isSuccess
  useEffect(() => {
    if (isSignedIn) router.history.replace(redirect)
  }, [isSignedIn, redirect, router])
  return (
    <AccountCard>
      <Page title="Sign in">
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
            {policy.data?.open && (
              <Text size="sm" ta="center" c="dimmed">
                New here?{' '}
                <LinkAnchor to="/sign-up" inherit underline="always">
                  Create an account
                </LinkAnchor>
              </Text>
            )}
            {policy.data?.open === false && (
              <Text size="sm" ta="center" c="dimmed">
                Sign-up is closed here. Ask an administrator of this installation for an account.
              </Text>
            )}
          </Stack>
        </form>
      </Page>
    </AccountCard>
  )
}
