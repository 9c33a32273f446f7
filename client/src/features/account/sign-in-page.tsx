import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { trpc } from '../../lib/trpc.ts'
import { LinkAnchor } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { AccountCard } from './account-card.tsx'
import { SignInForm } from './sign-in-form.tsx'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { redirect = '/' } = route.useSearch()
  const router = useRouter()
  const session = useQuery(trpc.account.session.queryOptions())
  const policy = useQuery(trpc.account.signUpPolicy.queryOptions())
  const isSignedIn = Boolean(session.data)
  useEffect(() => {
    if (isSignedIn) router.history.replace(redirect)
  }, [isSignedIn, redirect, router])
  return (
    <AccountCard>
      <Page title="Sign in">
        <Stack>
          <SignInForm />
          {policy.data?.open && (
            <Text size="sm" c="var(--desk-soft)">
              New here?{' '}
              <LinkAnchor to="/sign-up" inherit underline="always">
                Create an account
              </LinkAnchor>
            </Text>
          )}
          {policy.data?.open === false && (
            <Text size="sm" c="var(--desk-soft)">
              Sign-up is closed here. Ask an owner or admin of your organization for an invitation.
            </Text>
          )}
        </Stack>
      </Page>
    </AccountCard>
  )
}
