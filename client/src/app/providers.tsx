import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useSyncExternalStore } from 'react'
import { announce } from '../lib/announce.ts'
import { notificationsWanted } from '../lib/notify.ts'
import { followOtherTabs } from '../lib/leave-session.ts'
import { queryClient } from '../lib/trpc.ts'
import { focusHeading } from '../lib/heading-focus.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import type { MissingProps } from '../ui/missing-part.tsx'
import { Themed } from '../ui/themed.tsx'
import { router } from './router.tsx'
import { watchSession } from './watch-session.ts'

watchSession({
  reroute: () => void router.invalidate(),
  canSignInHere: () => router.state.matches.some(({ routeId }) => routeId === '/o/$org'),
})
followOtherTabs(async () => {
  // That page asks by itself to sign in, and must not lose the request of an agent.
  const isConnecting = router.state.matches.some(({ routeId }) => routeId === '/connect/$uid')
  if (!isConnecting) await router.navigate({ to: '/sign-in' })
})
router.subscribe('onRendered', focusHeading)

const Toasts = lazyPart(() => import('./toasts.tsx').then((it) => it.default), { Missing: HeardToast })

/** In place of messages whose code is missing: the latest one is at least heard, and the next one tries again. */
function HeardToast({ isRetrying, onRetry }: MissingProps) {
  useEffect(() => {
    if (!isRetrying) announce(notificationsWanted.latest())
  }, [isRetrying])
  useEffect(() => notificationsWanted.subscribe(onRetry), [onRetry])
  return null
}

export function Providers() {
  const showToasts = useSyncExternalStore(notificationsWanted.subscribe, notificationsWanted.read)
  return (
    <Themed>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        {showToasts && <Toasts />}
      </QueryClientProvider>
    </Themed>
  )
}
