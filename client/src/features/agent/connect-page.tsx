import { Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { hasCode } from '../../lib/problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { Brand } from '../../ui/brand.tsx'
import { CardPage } from '../../ui/card-page.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Page } from '../../ui/page.tsx'
import { readConnectRequest } from './connect-api.ts'
import { ConnectRequest } from './connect-request.tsx'
import { ConnectSignIn } from './connect-sign-in.tsx'
import { Decided, ExpiredRequest } from './decided.tsx'
import { useDecision } from './use-decision.ts'

const route = getRouteApi('/connect/$uid')

/**
 * Where a member decides whether an agent may use the desk in their name. The browser keeps the request in a cookie of this
 * page's path, so that signing in on the page does not lose it.
 * @param signIn the form with which somebody signs in
 */
export function ConnectPage({ signIn }: { signIn: ReactNode }) {
  return (
    <CardPage above={<Brand />}>
      <CurrentView signIn={signIn} />
    </CardPage>
  )
}

function CurrentView({ signIn }: { signIn: ReactNode }) {
  const { uid } = route.useParams()
  const decision = useDecision(uid)
  const { outcome } = decision
  const session = useQuery(trpc.account.session.queryOptions())
  const request = useQuery({
    // What there is to decide depends on who is signed in.
    queryKey: ['connect', uid, session.data?.account.email],
    queryFn: () => readConnectRequest(uid),
    enabled: session.isSuccess && !outcome,
    staleTime: 0,
    gcTime: 0,
  })
  useReloadAfterReturn()
  // The session has ended by itself. Forgotten here, too, it is a change when the person signs in again.
  const hasEnded = request.data?.account === null && Boolean(session.data)
  useEffect(() => {
    if (hasEnded) queryClient.setQueryData(trpc.account.session.queryKey(), null)
  }, [hasEnded])
  if (outcome) return <Decided outcome={outcome} onOpen={decision.open} />
  const failed = [session, request].find((query) => query.isError)
  const isExpired = [failed?.error, decision.error].some((error) => hasCode(error, 'sign-in-expired'))
  if (isExpired) return <ExpiredRequest />
  if (failed && !request.data) {
    return (
      <Page title="Connect an agent">
        <ErrorMessage
          title="The request could not be opened"
          error={failed.error}
          onRetry={() => void failed.refetch()}
        />
      </Page>
    )
  }
  if (!request.data) {
    return (
      <Page title="Connect an agent">
        <Loader aria-label="Loading" />
      </Page>
    )
  }
  if (!request.data.account) return <ConnectSignIn request={request.data} decision={decision} form={signIn} />
  return <ConnectRequest request={request.data} decision={decision} />
}

/** A page from the back/forward cache shows a request that is already answered. */
function useReloadAfterReturn(): void {
  useEffect(() => {
    const onShow = ({ persisted }: PageTransitionEvent) => persisted && location.reload()
    addEventListener('pageshow', onShow)
    return () => removeEventListener('pageshow', onShow)
  }, [])
}
