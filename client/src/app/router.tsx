import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { signInSearch } from '../features/account/sign-in-search.ts'
import { userListInput, userListSearch } from '../features/end-user/user-list-search.ts'
import { serverSearch, serversSearch } from '../features/mcp-server/servers-search.ts'
import { auditLogSearch } from '../features/organization/audit-log-search.ts'
import { privacySearch } from '../features/privacy/privacy-search.ts'
import { overviewInput, overviewSearch } from '../features/overview/overview-search.ts'
import { ticketListInput, ticketListSearch } from '../features/support-ticket/ticket-list-search.ts'
import { queryClient, trpc } from '../lib/trpc.ts'
import { can } from '../lib/use-can.ts'
import { lazyPage } from './lazy-page.ts'
import { NotFoundPage } from './not-found-page.tsx'
import { Root } from './root.tsx'
import { RouteErrorPage } from './route-error-page.tsx'
import { requireMembership, requireSession } from './session-guard.ts'

const rootRoute = createRootRoute({
  component: Root,
  errorComponent: RouteErrorPage,
  notFoundComponent: NotFoundPage,
})

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'sign-in',
  validateSearch: signInSearch,
  component: lazyPage(() => import('../features/account/sign-in-page.tsx'), 'SignInPage'),
})

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'sign-up',
  component: lazyPage(() => import('../features/account/sign-up-page.tsx'), 'SignUpPage'),
})

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'invitations',
  component: lazyPage(() => import('../features/account/invitation-page.tsx'), 'InvitationPage'),
})

const connectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'connect/$uid',
  component: lazyPage(() => import('./connect-view.tsx'), 'ConnectView'),
})

const profileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'profile',
  beforeLoad: async ({ location }) => {
    await requireSession(location.href)
  },
  component: lazyPage(() => import('./profile-page.tsx'), 'ProfilePage'),
})

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: async ({ location }) => {
    const { organizations } = await requireSession(location.href)
    const [only, ...others] = organizations
    if (only && others.length === 0) throw redirect({ to: '/o/$org/tickets', params: { org: only.slug } })
  },
  component: lazyPage(
    () => import('../features/account/choose-organization-page.tsx'),
    'ChooseOrganizationPage',
  ),
})

const organizationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'o/$org',
  beforeLoad: ({ params, location }) => requireMembership(params.org, location.href),
  component: lazyPage(() => import('./shell.tsx'), 'Shell'),
  notFoundComponent: NotFoundPage,
})

const organizationIndexRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/o/$org/tickets', params })
  },
})

const ticketListRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'tickets',
  validateSearch: ticketListSearch,
  loaderDeps: ({ search }) => search,
  // Starts the request while the code of the page loads. The page shows its own skeleton and errors.
  loader: ({ params, deps }) => {
    void queryClient.prefetchQuery(trpc.supportTicket.list.queryOptions(ticketListInput(params.org, deps)))
    // Their names stand in the filters. They come with the tickets, so that nothing moves.
    void queryClient.prefetchQuery(trpc.mcpServer.list.queryOptions({ org: params.org }))
  },
  component: lazyPage(() => import('../features/support-ticket/ticket-list-page.tsx'), 'TicketListPage'),
})

const ticketRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'tickets/$reference',
  // The filters of the list that the person came from. Next and previous follow them, and the way back leads there.
  validateSearch: ticketListSearch,
  params: { parse: ({ reference }) => ({ reference: reference.toUpperCase() }) },
  loader: ({ params }) => {
    void queryClient.prefetchQuery(trpc.supportTicket.get.queryOptions(params))
    // It stands first beside the ticket. It comes with it, so that nothing moves.
    void queryClient.prefetchQuery(trpc.supportTicket.seen.queryOptions(params))
  },
  component: lazyPage(() => import('../features/support-ticket/ticket-page.tsx'), 'TicketPage'),
})

const overviewRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'overview',
  validateSearch: overviewSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ params, deps }) => {
    void queryClient.prefetchQuery(trpc.supportTicket.overview.queryOptions(overviewInput(params.org, deps)))
  },
  component: lazyPage(() => import('../features/overview/overview-page.tsx'), 'OverviewPage'),
})

const serversRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'servers',
  validateSearch: serversSearch,
  loader: ({ params }) => {
    void queryClient.prefetchQuery(trpc.mcpServer.list.queryOptions({ org: params.org }))
  },
  component: lazyPage(() => import('../features/mcp-server/servers-page.tsx'), 'ServersPage'),
})

const serverRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'servers/$slug',
  validateSearch: serverSearch,
  loader: ({ params }) => {
    void queryClient.prefetchQuery(trpc.mcpServer.get.queryOptions(params))
    void queryClient.prefetchQuery(
      trpc.supportTicket.countOpen.queryOptions({ org: params.org, server: params.slug }),
    )
  },
  component: lazyPage(() => import('../features/mcp-server/server-page.tsx'), 'ServerPage'),
})

const userListRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'servers/$slug/users',
  validateSearch: userListSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ params, deps, context }) => {
    if (!can(context.session, params.org, 'read end-users')) return
    void queryClient.prefetchQuery(trpc.endUser.list.queryOptions(userListInput(params, deps)))
  },
  component: lazyPage(() => import('../features/end-user/user-list-page.tsx'), 'UserListPage'),
})

const userRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'servers/$slug/users/$userId',
  loader: ({ params, context }) => {
    if (!can(context.session, params.org, 'read end-users')) return
    void queryClient.prefetchQuery(trpc.endUser.get.queryOptions(params))
  },
  component: lazyPage(() => import('../features/end-user/user-page.tsx'), 'UserPage'),
})

const agentsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'agents',
  loader: ({ params: { org }, context: { session } }) => {
    void queryClient.prefetchQuery(trpc.agent.listOwn.queryOptions({ org }))
    if (can(session, org, 'manage access tokens')) {
      void queryClient.prefetchQuery(trpc.agent.listAll.queryOptions({ org }))
    }
  },
  component: lazyPage(() => import('../features/agent/agents-page.tsx'), 'AgentsPage'),
})

const organizationPageRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'organization',
  loader: ({ params: { org }, context: { session } }) => {
    void queryClient.prefetchQuery(trpc.organization.get.queryOptions({ org }))
    void queryClient.prefetchQuery(trpc.organization.members.queryOptions({ org }))
    if (can(session, org, 'invite members')) {
      void queryClient.prefetchQuery(trpc.invitation.list.queryOptions({ org }))
    }
    if (can(session, org, 'manage access tokens')) {
      void queryClient.prefetchQuery(trpc.accessToken.list.queryOptions({ org }))
    }
  },
  component: lazyPage(() => import('./organization-view.tsx'), 'OrganizationView'),
})

const auditLogRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'organization/audit-log',
  validateSearch: auditLogSearch,
  component: lazyPage(() => import('../features/organization/audit-log-page.tsx'), 'AuditLogPage'),
})

const privacyRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'organization/privacy',
  validateSearch: privacySearch,
  component: lazyPage(() => import('../features/privacy/privacy-page.tsx'), 'PrivacyPage'),
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    homeRoute,
    signInRoute,
    signUpRoute,
    invitationRoute,
    connectRoute,
    profileRoute,
    organizationRoute.addChildren([
      organizationIndexRoute,
      ticketListRoute,
      ticketRoute,
      overviewRoute,
      serversRoute,
      serverRoute,
      userListRoute,
      userRoute,
      agentsRoute,
      organizationPageRoute,
      auditLogRoute,
      privacyRoute,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: RouteErrorPage,
  scrollRestoration: true,
  // The link back to the list finds it where it was left, as the browser's own back does.
  getScrollRestorationKey: ({ pathname, href, state }) =>
    pathname.endsWith('/tickets') ? href : (state.__TSR_key ?? href),
  // People read and share filters in the address, so they are plain values, not JSON.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const query = new URLSearchParams(Object.entries(search).filter(isStringEntry)).toString()
    return query && `?${query}`
  },
})

function isStringEntry(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string'
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
