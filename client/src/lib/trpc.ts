import type { AppRouter } from '#server/trpc/router.ts'
import { QueryClient } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { fetchOnline } from './explain-problem.ts'
import { isTransient } from './problem.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    // Offline, a call fails at once. By default it would wait, and a change would be made when nobody expects it any more.
    queries: {
      staleTime: 30_000,
      networkMode: 'always',
      refetchOnReconnect: true,
      retry: (failures, error) => navigator.onLine && failures < 2 && isTransient(error),
    },
    mutations: { networkMode: 'always' },
  },
})

/** The procedures themselves; `trpc` wraps them for TanStack Query. */
export const api = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink({ url: '/trpc' }),
      // The server refuses larger batches.
      false: httpBatchLink({ url: '/trpc', maxItems: 10, fetch: fetchOnline }),
    }),
  ],
})

export const trpc = createTRPCOptionsProxy<AppRouter>({ client: api, queryClient })
