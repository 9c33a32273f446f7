import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { notificationsWanted } from '../lib/notify.ts'
import { styleNonce } from '../lib/style-nonce.ts'
import { queryClient } from '../lib/trpc.ts'
import { focusHeading } from '../lib/heading-focus.ts'
import { router } from './router.tsx'
import { cssVariablesResolver, theme } from './theme.ts'
import { watchSession } from './watch-session.ts'

watchSession(() => void router.invalidate())
router.subscribe('onRendered', focusHeading)

const readNonce = () => styleNonce() ?? ''

const Toasts = lazy(() => import('./toasts.tsx'))

export function Providers() {
  const showToasts = useSyncExternalStore(notificationsWanted.subscribe, notificationsWanted.read)
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={readNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        {showToasts && (
          <Suspense>
            <Toasts />
          </Suspense>
        )}
      </QueryClientProvider>
    </MantineProvider>
  )
}
