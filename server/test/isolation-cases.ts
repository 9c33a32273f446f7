import { randomUUID } from 'node:crypto'
import { SCOPES, type Scope } from '#shared/access-token.ts'
import type { ErrorCode } from '#shared/error-codes.ts'
import type { Role } from '#shared/organization.ts'
import { serverSettings } from './factories.ts'
import type { Target } from './isolation-targets.ts'

type Kind = 'query' | 'mutate' | 'subscription'

/** A procedure that anybody may call, and why that is safe. */
interface PublicCase {
  kind: Kind
  public: string
}

/** A procedure of whoever is signed in, about their own account. */
interface AccountCase {
  kind: Kind
  /** Why it reaches nobody else's. */
  own: string
  input: (target: Target) => object
  /** What it answers to another account's ids. Absent where the input holds none. */
  foreign?: ErrorCode
}

/** A procedure of an organization's members. */
interface MemberCase {
  kind: Kind
  /** The least role that may. */
  needs: Role
  /** The input that reaches for a tenant's things, without `org`. */
  input: (target: Target) => object
  /** The scopes of access tokens that suffice, each by itself. Absent where tokens may not. */
  scopes?: readonly Scope[]
  /** What an own organization answers to another tenant's ids. Absent where the input holds none. */
  foreign?: ErrorCode
}

const READING = ['tickets:read', 'tickets:write'] as const

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

  'mcpServer.list': { kind: 'query', needs: 'viewer', input: () => ({}), scopes: ['servers:read'] },
  'mcpServer.listArchived': { kind: 'query', needs: 'viewer', input: () => ({}), scopes: ['servers:read'] },
  'mcpServer.get': {
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

  'supportTicket.list': {
    kind: 'query',
    needs: 'viewer',
    input: ({ slug }) => ({ filters: { server: slug } }),
    scopes: READING,
  },
  'supportTicket.countOpen': {
    kind: 'query',
    needs: 'viewer',
    input: ({ slug }) => ({ server: slug }),
    scopes: READING,
  },
  'supportTicket.get': {
    kind: 'query',
    needs: 'viewer',
    input: ({ reference }) => ({ reference }),
    scopes: READING,
    foreign: 'ticket-not-found',
  },
  'supportTicket.open': {
    kind: 'mutate',
    needs: 'member',
    input: ({ slug }) => ({ server: slug, words: { title: 't', description: 'd', category: 'Other' } }),
    scopes: ['tickets:write'],
    foreign: 'server-not-found',
  },
  'supportTicket.updateStatus': {
    kind: 'mutate',
    needs: 'member',
    input: ({ reference }) => ({ reference, status: 'closed', expectedVersion: 1 }),
    scopes: ['tickets:write'],
    foreign: 'ticket-not-found',
  },
  'supportTicket.correct': {
    kind: 'mutate',
    needs: 'member',
    input: ({ reference }) => ({ reference, title: 'Corrected', category: 'Other', expectedVersion: 1 }),
    scopes: ['tickets:write'],
    foreign: 'ticket-not-found',
  },
  'supportTicket.delete': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ reference }) => ({ reference, expectedVersion: 1 }),
    foreign: 'ticket-not-found',
  },
  'supportTicket.watch': { kind: 'subscription', needs: 'viewer', input: () => ({}), scopes: READING },
}

/** Every route of the SDK API, all of which need the key of the very server whose host they are on. */
export const restRoutes: Record<string, { payload?: object }> = {
  'GET /api/mcpserver/config': {},
  'POST /api/mcpserver/support': { payload: { title: 't', description: 'd', category: 'Other' } },
  'GET /api/mcpserver/support/:reference': {},
}

/** Tables without a tenant, and why. Every other table has `organization_id` and a filtered entity. */
export const globalTables: Record<string, string> = {
  account: 'a member of staff may belong to several organizations',
  dashboard_session: 'belongs to an account',
  organization: 'is the tenant',
  platform_process: 'a process serves all tenants',
  platform_state: 'what the platform as a whole remembers, nothing of a tenant',
  mikro_orm_migrations: 'the history of the schema',
}
