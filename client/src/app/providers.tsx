import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { notificationsWanted } from '../lib/notify.ts'
import { followOtherTabs } from '../lib/leave-session.ts'
import { queryClient } from '../lib/trpc.ts'
import { focusHeading } from '../lib/heading-focus.ts'
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

const Toasts = lazy(() => import('./toasts.tsx'))

export function Providers() {
  const showToasts = useSyncExternalStore(notificationsWanted.subscribe, notificationsWanted.read)
  return (
    <Themed>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        {showToasts && (
          <Suspense>
            <Toasts />
          </Suspense>
        )}
      </QueryClientProvider>
    </Themed>
  )
}
