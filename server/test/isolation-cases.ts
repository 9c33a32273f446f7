import { randomUUID } from 'node:crypto'
import { SCOPES } from '#shared/access-token.ts'
import { serverSettings } from './factories.ts'
import type { AccountCase, MemberCase, PublicCase } from './isolation-case.ts'
import { privacyProcedures } from './isolation-privacy-cases.ts'
import { ticketProcedures } from './isolation-ticket-cases.ts'

/** Every procedure of the router. One that is missing here fails the build. */
export const procedures: Record<string, PublicCase | AccountCase | MemberCase> = {
  'account.session': { kind: 'query', public: 'tells who the cookie is, and null without one' },
  'account.signUpPolicy': { kind: 'query', public: 'the sign-in page shows it' },
  'account.signUp': { kind: 'mutate', public: 'makes an organization of its own' },
  'account.signIn': { kind: 'mutate', public: 'needs the password' },
  'account.signOut': { kind: 'mutate', public: 'ends the session of the cookie' },
  'account.changePassword': {
    kind: 'mutate',
    own: 'needs the current password of the account of the cookie',
    input: () => ({ currentPassword: 'not the password', password: 'another long password' }),
  },
  'account.sessions': { kind: 'query', own: 'lists those of the account of the cookie', input: () => ({}) },
  'account.endSession': {
    kind: 'mutate',
    own: 'finds sessions of the account of the cookie only',
    input: ({ dashboardSessionId }) => ({ sessionId: dashboardSessionId }),
    foreign: 'session-not-found',
  },
  'account.signOutEverywhere': {
    kind: 'mutate',
    own: 'ends sessions of the account of the cookie only',
    input: () => ({ keepThis: true }),
  },

  'invitation.list': { kind: 'query', needs: 'admin', input: () => ({}) },
  'invitation.create': { kind: 'mutate', needs: 'admin', input: () => ({ role: 'viewer' }) },
  'invitation.revoke': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ invitationId }) => ({ invitationId }),
    foreign: 'invitation-not-found',
  },
  'invitation.read': { kind: 'mutate', public: 'needs the secret of the link, and shows what it offers' },
  'invitation.signUp': { kind: 'mutate', public: 'needs the secret of the link, and uses it up' },
  'invitation.accept': {
    kind: 'mutate',
    own: 'needs the secret of the link, and lets in the account of the cookie',
    input: () => ({ secret: 'x' }),
  },

  'organization.get': { kind: 'query', needs: 'viewer', input: () => ({}) },
  'organization.members': { kind: 'query', needs: 'viewer', input: () => ({}) },
  'organization.rename': { kind: 'mutate', needs: 'owner', input: () => ({ name: 'Renamed' }) },
  'organization.changeRole': {
    kind: 'mutate',
    needs: 'owner',
    input: ({ memberId }) => ({ memberId, role: 'owner' }),
    foreign: 'member-not-found',
  },
  'organization.removeMember': {
    kind: 'mutate',
    needs: 'owner',
    input: ({ memberId }) => ({ memberId }),
    foreign: 'member-not-found',
  },
  'organization.auditLog': { kind: 'query', needs: 'admin', input: () => ({}) },

  'accessToken.listOwn': { kind: 'query', needs: 'viewer', input: () => ({}) },
  'accessToken.list': { kind: 'query', needs: 'admin', input: () => ({}) },
  'accessToken.create': {
    kind: 'mutate',
    needs: 'member',
    input: () => ({ name: 't', scopes: [...SCOPES] }),
  },
  'accessToken.revokeOwn': {
    kind: 'mutate',
    own: 'revokes tokens of the account of the cookie only',
    input: () => ({}),
  },
  'accessToken.revoke': {
    kind: 'mutate',
    needs: 'viewer',
    input: ({ tokenId }) => ({ tokenId }),
    foreign: 'token-not-found',
  },

  'agent.listOwn': { kind: 'query', needs: 'viewer', input: () => ({}) },
  'agent.listAll': { kind: 'query', needs: 'admin', input: () => ({}) },
  'agent.revoke': {
    kind: 'mutate',
    needs: 'viewer',
    input: ({ agentId }) => ({ agentId }),
    foreign: 'agent-not-found',
  },

  'mcpServer.list': { kind: 'query', needs: 'viewer', input: () => ({}), scopes: ['servers:read'] },
  'mcpServer.listArchived': { kind: 'query', needs: 'viewer', input: () => ({}), scopes: ['servers:read'] },
  'mcpServer.get': {
    kind: 'query',
    needs: 'viewer',
    input: ({ slug }) => ({ slug }),
    scopes: ['servers:read'],
    foreign: 'server-not-found',
  },
  'mcpServer.setup': {
    kind: 'query',
    needs: 'viewer',
    input: ({ slug }) => ({ slug }),
    scopes: ['servers:read'],
    foreign: 'server-not-found',
  },
  'mcpServer.create': {
    kind: 'mutate',
    needs: 'admin',
    input: () => ({ slug: `n-${randomUUID().slice(0, 18)}`, settings: serverSettings() }),
  },
  'mcpServer.update': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ slug }) => ({
      slug,
      settings: serverSettings({ traceUrl: 'https://traces.example.com/{traceId}' }),
    }),
    foreign: 'server-not-found',
  },
  'mcpServer.keys': {
    kind: 'query',
    needs: 'admin',
    input: ({ slug }) => ({ slug }),
    foreign: 'server-not-found',
  },
  'mcpServer.createKey': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ slug }) => ({ slug }),
    foreign: 'server-not-found',
  },
  'mcpServer.revokeKey': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ slug, keyId }) => ({ slug, keyId }),
    foreign: 'server-not-found',
  },
  'mcpServer.archive': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ slug }) => ({ slug }),
    foreign: 'server-not-found',
  },
  'mcpServer.restore': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ slug }) => ({ slug }),
    foreign: 'server-not-found',
  },

  'endUser.list': {
    kind: 'query',
    needs: 'member',
    input: ({ slug }) => ({ slug }),
    foreign: 'server-not-found',
  },
  'endUser.get': {
    kind: 'query',
    needs: 'member',
    input: ({ slug, userId }) => ({ slug, userId }),
    foreign: 'server-not-found',
  },
  'endUser.revokeSession': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ slug, userId, sessionId }) => ({ slug, userId, sessionId }),
    foreign: 'server-not-found',
  },
  'endUser.disable': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ slug, userId }) => ({ slug, userId }),
    foreign: 'server-not-found',
  },
  'endUser.enable': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ slug, userId }) => ({ slug, userId }),
    foreign: 'server-not-found',
  },
  'endUser.resetPassword': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ slug, userId }) => ({ slug, userId }),
    foreign: 'server-not-found',
  },

  ...privacyProcedures,
  ...ticketProcedures,
}

/** Every route of the SDK API, all of which need the key of the very server whose host they are on. */
export const restRoutes: Record<string, { payload?: object; open?: string }> = {
  'GET /api/mcpserver/config': {},
  'POST /api/mcpserver/support': { payload: { title: 't', description: 'd', category: 'Other' } },
  'GET /api/mcpserver/support/:reference': {},
  'GET /api/mcpserver/openapi.json': {
    open: 'is the same for all, but for the host and, with its key, its categories',
  },
}

/** Every tool of the desk's MCP server. One that is missing here fails the build. */
export const mcpTools: Record<string, Omit<MemberCase, 'kind'>> = {
  search_tickets: {
    needs: 'viewer',
    input: ({ slug }) => ({ server: slug }),
    scopes: ['tickets:read', 'tickets:write'],
    foreign: 'server-not-found',
  },
  get_ticket: {
    needs: 'viewer',
    input: ({ reference }) => ({ reference, include: ['arguments', 'timeline'] }),
    scopes: ['tickets:read', 'tickets:write'],
    foreign: 'ticket-not-found',
  },
  get_reproduction: {
    needs: 'viewer',
    input: ({ reference }) => ({ reference, format: 'json-rpc' }),
    scopes: ['tickets:read', 'tickets:write'],
    foreign: 'ticket-not-found',
  },
  list_servers: { needs: 'viewer', input: () => ({}), scopes: ['servers:read'] },
  add_note: {
    needs: 'member',
    input: ({ reference }) => ({ reference, text: 'Seen.' }),
    scopes: ['tickets:write'],
    foreign: 'ticket-not-found',
  },
  set_ticket_status: {
    needs: 'member',
    input: ({ reference }) => ({
      reference,
      status: 'closed',
      resolution: 'fixed',
      version: 1,
      reason: 'Done.',
    }),
    scopes: ['tickets:write'],
    foreign: 'ticket-not-found',
  },
}

/** Tables of a tenant that a stranger changes by what is refused, and why that shows nothing of one to the other. */
export const countedTables: Record<string, string> = {
  rejected_attempt: 'counts requests with a wrong key at a server, and names no key of another tenant',
}

/** Every route of the dashboard's host beside the procedures, with the query that reaches for an organization. */
export const dashboardRoutes: Record<string, { query: string }> = {
  'GET /export/tickets': { query: 'format=jsonl' },
}

/** Tables without a tenant, and why. Every other table has `organization_id` and a filtered entity. */
export const globalTables: Record<string, string> = {
  account: 'a member of staff may belong to several organizations',
  dashboard_session: 'belongs to an account',
  organization: 'is the tenant',
  platform_process: 'a process serves all tenants',
  platform_state: 'what the platform as a whole remembers, nothing of a tenant',
  staff_artifact: 'a sign-in is of no organization before its person chooses one',
  staff_client: 'a client asks members of any organization',
  staff_signing_key: 'signs for the desk, which serves all tenants',
  mikro_orm_migrations: 'the history of the schema',
  migration_lease: 'which process migrates',
}
