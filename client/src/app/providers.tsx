import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { styleNonce } from '../lib/style-nonce.ts'
import { queryClient } from '../lib/trpc.ts'
import { focusHeading } from './focus-heading.ts'
import { router } from './router.tsx'
import { cssVariablesResolver, theme } from './theme.ts'
import { watchSession } from './watch-session.ts'

watchSession(() => void router.invalidate())
router.subscribe('onRendered', focusHeading)

const readNonce = () => styleNonce() ?? ''

export function Providers() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={readNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Notifications position="bottom-right" autoClose={6_000} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
