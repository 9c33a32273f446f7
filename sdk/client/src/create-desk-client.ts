import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, type TRPCClient } from '@trpc/client'
import { EventSource } from 'eventsource'
import type { AppRouter } from '../types/router.d.ts'
import { fetchWith, streamWith } from './fetch-desk.ts'
import { resumeStreams, typeErrors } from './links.ts'

const TOKEN = /^mot_[0-9a-hjkmnp-tv-z]{32}$/

export interface DeskClientOptions {
  /** Where the dashboard is, such as `https://desk.example.com`. */
  origin: string
  /** A personal access token, `mot_…`, from the profile page of the dashboard. */
  token: string
}

/** The desk's procedures, typed: `desk.supportTicket.list.query(…)`. */
export type DeskClient = TRPCClient<AppRouter>

/**
 * Makes a client for the desk. It does what the token's scopes and the role of its person allow.
 *
 * @throws TypeError when the origin is no http address, or when the token cannot be one
 * @example
 * const desk = createDeskClient({ origin: 'https://desk.example.com', token: process.env.DESK_TOKEN })
 * const { tickets } = await desk.supportTicket.list.query({ org: 'acme', filters: { status: 'open' } })
 */
export function createDeskClient({ origin, token }: DeskClientOptions): DeskClient {
  if (!isWebAddress(origin))
    throw new TypeError('`origin` is missing or no address of a desk, such as https://desk.example.com.')
  if (typeof token !== 'string' || !TOKEN.test(token))
    throw new TypeError('`token` is missing or no access token: mot_ and 32 characters.')
  const url = new URL('/trpc', origin).href
  return createTRPCClient<AppRouter>({
    links: [
      typeErrors,
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: [
          resumeStreams,
          // A browser's own EventSource cannot send the token.
          httpSubscriptionLink({ url, EventSource, eventSourceOptions: { fetch: streamWith(token) } }),
        ],
        false: httpLink({ url, fetch: fetchWith(token) }),
      }),
    ],
  })
}

function isWebAddress(origin: string): boolean {
  return URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol)
}
