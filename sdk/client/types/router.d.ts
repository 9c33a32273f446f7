// Written by test/types.test.ts from the platform's router. Do not edit.
import type { TRPCBuiltRouter, TRPCMutationProcedure, TRPCQueryProcedure, TRPCSubscriptionProcedure } from '@trpc/server'

interface Root {
  ctx: object
  meta: object
  errorShape: DeskErrorShape
  transformer: false
}
type Query<Input, Output> = TRPCQueryProcedure<{ input: Input; output: Output; meta: object }>
type Mutation<Input, Output> = TRPCMutationProcedure<{ input: Input; output: Output; meta: object }>
type Subscription<Input, Output> = TRPCSubscriptionProcedure<{ input: Input; output: AsyncIterable<Output>; meta: object }>

/** What an error carries over the wire. */
export type DeskErrorShape = {
  code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001
  message: string
  data: {
    code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE"
    httpStatus: number
    problem: Problem
  }
}

/** Every procedure of the platform. Access tokens may call those that their scopes allow. */
export type AppRouter = TRPCBuiltRouter<Root, Procedures>

type Procedures = {
  accessToken: {
    list: Query<{
      org: string
    }, AccessTokenDto[]>
    listOwn: Query<{
      org: string
    }, AccessTokenDto[]>
    create: Mutation<{
      org: string
      name: string
      scopes: ("servers:read" | "tickets:read" | "tickets:write")[]
      expiresInDays?: number
    }, CreatedAccessTokenDto>
    revoke: Mutation<{
      org: string
      tokenId: string
    }, void>
    revokeOwn: Mutation<void, RevokedTokensDto>
  }
  account: {
    session: Query<void, null | SessionDto>
    signUpPolicy: Query<void, SignUpPolicyDto>
    signUp: Mutation<{
      name: string
      email: string
      password: string
      organizationName: string
    }, SessionDto>
    signIn: Mutation<{
      email: string
      password: string
    }, SessionDto>
    signOut: Mutation<void, void>
    changePassword: Mutation<{
      currentPassword: string
      password: string
    }, void>
    sessions: Query<void, DashboardSessionDto[]>
    endSession: Mutation<{
      sessionId: string
    }, void>
    signOutEverywhere: Mutation<{
      keepThis: boolean
    }, void>
  }
  endUser: {
    list: Query<{
      org: string
      slug: string
      /** Part of a name or an address. */
      search?: string
      /** Opaque; taken from `older` or `newer` of another page. */
      cursor?: string
    }, EndUserPageDto>
    get: Query<{
      org: string
      slug: string
      userId: string
    }, EndUserDetailsDto>
    revokeSession: Mutation<{
      org: string
      slug: string
      userId: string
      sessionId: string
    }, EndUserDetailsDto>
    disable: Mutation<{
      org: string
      slug: string
      userId: string
    }, EndUserDetailsDto>
    enable: Mutation<{
      org: string
      slug: string
      userId: string
    }, EndUserDetailsDto>
    resetPassword: Mutation<{
      org: string
      slug: string
      userId: string
    }, NewPasswordDto>
  }
  invitation: {
    list: Query<{
      org: string
    }, InvitationDto[]>
    create: Mutation<{
      org: string
      role: "admin" | "member" | "owner" | "viewer"
    }, CreatedInvitationDto>
    revoke: Mutation<{
      org: string
      invitationId: string
    }, void>
    read: Mutation<{
      secret: string
    }, InvitationPreviewDto>
    accept: Mutation<{
      secret: string
    }, JoinedDto>
    signUp: Mutation<{
      name: string
      email: string
      password: string
      secret: string
    }, JoinedDto>
  }
  mcpServer: {
    list: Query<{
      org: string
    }, McpServerDto[]>
    listArchived: Query<{
      org: string
    }, McpServerDto[]>
    get: Query<{
      org: string
      slug: string
    }, McpServerDto>
    create: Mutation<{
      org: string
      slug: string
      settings: {
        name: string
        description: string
        supportToolEnabled: boolean
        supportToolTitle: string
        supportToolDescription: string
        supportToolCategories: string[]
        authMode: "email" | "oauth"
        /** Kept while the mode is `email`, so that nobody has to enter it again to switch back. */
        resourceUrl: null | string
        /** Where a trace is shown, with `{traceId}` for its id; null for nowhere. Absent: it stays as it is. */
        traceUrl?: null | string
      }
    }, McpServerDto>
    update: Mutation<{
      org: string
      slug: string
      settings: {
        name: string
        description: string
        supportToolEnabled: boolean
        supportToolTitle: string
        supportToolDescription: string
        supportToolCategories: string[]
        authMode: "email" | "oauth"
        /** Kept while the mode is `email`, so that nobody has to enter it again to switch back. */
        resourceUrl: null | string
        /** Where a trace is shown, with `{traceId}` for its id; null for nowhere. Absent: it stays as it is. */
        traceUrl?: null | string
      }
    }, McpServerDto>
    archive: Mutation<{
      org: string
      slug: string
    }, void>
    restore: Mutation<{
      org: string
      slug: string
    }, void>
    keys: Query<{
      org: string
      slug: string
    }, ServerKeyDto[]>
    createKey: Mutation<{
      org: string
      slug: string
    }, CreatedServerKeyDto>
    revokeKey: Mutation<{
      org: string
      slug: string
      keyId: string
    }, void>
  }
  organization: {
    get: Query<{
      org: string
    }, OrganizationDto>
    rename: Mutation<{
      org: string
      name: string
    }, OrganizationDto>
    members: Query<{
      org: string
    }, MemberDto[]>
    changeRole: Mutation<{
      org: string
      memberId: string
      role: "admin" | "member" | "owner" | "viewer"
    }, void>
    removeMember: Mutation<{
      org: string
      memberId: string
    }, void>
    auditLog: Query<{
      org: string
      /** Opaque; taken from `older` or `newer` of another page. */
      cursor?: string
    }, AuditLogPageDto>
  }
  supportTicket: {
    list: Query<{
      org: string
      filters: {
        status?: "closed" | "in_progress" | "open"
        category?: string
        /** The slug of an MCP server. */
        server?: string
        /** The id of an end-user. */
        user?: string
      }
      /** Opaque; taken from `older` or `newer` of another page. */
      cursor?: string
    }, TicketPageDto>
    get: Query<{
      org: string
      reference: string
    }, TicketDto>
    open: Mutation<{
      org: string
      server: string
      words: {
        title: string
        description: string
        category: string
        email?: string
      }
    }, TicketDto>
    updateStatus: Mutation<{
      org: string
      reference: string
      status: "closed" | "in_progress" | "open"
      /** Only with `closed`. Absent: nobody says why. */
      resolution?: "by-design" | "cannot-reproduce" | "duplicate" | "fixed" | "wont-fix"
      /** The `version` that the caller saw. If the ticket has another, the answer is `ticket-changed` and nothing is written. */
      expectedVersion: number
    }, TicketDto>
    correct: Mutation<{
      org: string
      reference: string
      /** A field that is absent stays as it is. */
      title?: string
      category?: string
      /** As for the status. */
      expectedVersion: number
    }, TicketDto>
    delete: Mutation<{
      org: string
      reference: string
      /** As for the status. */
      expectedVersion: number
    }, void>
    countOpen: Query<{
      org: string
      /** The slug of an MCP server; without it, all servers are counted. */
      server?: string
    }, OpenCountDto>
    watch: Subscription<{
      org: string
      lastEventId?: null | string
    }, {
      /** The id of the message to keep track of in case the connection gets lost */
      id: string
      /** The data field of the message */
      data: ChangeDto
    }>
  }
}

export interface AccessTokenDto {
  id: string
  name: string
  /** The last four characters, to tell tokens apart. */
  hint: string
  scopes: ("servers:read" | "tickets:read" | "tickets:write")[]
  /** The person who created the token. What the token does is done in their name. */
  person: {
    name: string
    email: string
    you: boolean
  }
  createdAt: string
  expiresAt: string
  /** Updated every few minutes at most; absent before the first use. */
  lastUsedAt?: string
  revokedAt?: string
  /** `orphaned`: its person has left the organization. Only an active token is accepted. */
  state: "active" | "expired" | "orphaned" | "revoked"
}

/** A new token is shown once. */
export interface CreatedAccessTokenDto {
  token: AccessTokenDto
  secret: string
}

export interface RevokedTokensDto {
  /** How many tokens were active, in all organizations of the person. */
  revoked: number
}

/** The signed-in member of staff and the organizations they can open. */
export interface SessionDto {
  account: {
    name: string
    email: string
  }
  organizations: {
    slug: string
    name: string
    role: "admin" | "member" | "owner" | "viewer"
  }[]
}

export interface SignUpPolicyDto {
  open: boolean
}

/** One sign-in of the signed-in person to the dashboard. */
export interface DashboardSessionDto {
  id: string
  /** Browser and system in words, such as "Firefox on Linux", from a fixed list. */
  browser: string
  createdAt: string
  /** To within minutes. Absent for a session that was not used since this is kept. */
  lastSeenAt?: string
  /** Whether this is the session that asks. */
  current: boolean
}

export interface EndUserPageDto {
  users: EndUserDto[]
  /** Cursor of the next page; absent on the last. */
  older?: string
  /** Cursor of the previous page; absent on the first. */
  newer?: string
}

export interface EndUserDetailsDto {
  /** Live sessions first, then the sessions that ended last. In each group the newest is first. */
  sessionList: EndUserSessionDto[]
  id: string
  name: string
  /** As the user entered it at sign-up. Nobody has checked that it belongs to them. */
  email: string
  createdAt: string
  /** When a client of the user last renewed its token or raised a ticket. */
  lastSeenAt?: string
  disabledAt?: string
  /** The number of live sessions. */
  sessions: number
}

/** Shown to staff once. They give it to the user. */
export interface NewPasswordDto {
  password: string
}

/** An invitation that can still be used, for those who may invite. */
export interface InvitationDto {
  id: string
  role: "admin" | "member" | "owner" | "viewer"
  /** The name of who made it. */
  createdBy: string
  createdAt: string
  expiresAt: string
}

export interface CreatedInvitationDto {
  invitation: InvitationDto
  /** Holds the secret, and is shown once. */
  link: string
}

/** What an invitation offers, for whoever holds its link. */
export interface InvitationPreviewDto {
  organizationName: string
  role: "admin" | "member" | "owner" | "viewer"
  /** The name of who made it. */
  invitedBy: string
  expiresAt: string
  /** The slug of the organization, if the signed-in person is a member of it already. */
  memberOf?: string
}

/** The session of somebody who has just joined an organization. */
export interface JoinedDto {
  /** The slug of the organization. */
  org: string
  session: SessionDto
}

export interface McpServerDto {
  slug: string
  traceUrl: null | string
  origin: string
  createdAt: string
  /** Absent unless the server is archived. */
  archivedAt?: string
  /** When an SDK last fetched this server's config with a valid key; absent before the first time. */
  lastSeenAt?: string
  /** When a client last got a list with the support tool, as the SDK says; absent before the first time. */
  toolListedAt?: string
  name: string
  description: string
  supportToolEnabled: boolean
  supportToolTitle: string
  supportToolDescription: string
  supportToolCategories: string[]
  authMode: "email" | "oauth"
  /** Kept while the mode is `email`, so that nobody has to enter it again to switch back. */
  resourceUrl: null | string
}

export interface ServerKeyDto {
  id: string
  /** The last four characters: enough to tell keys apart, useless to an attacker. */
  hint: string
  createdAt: string
  createdBy: string
  /** Updated every few minutes at most; absent before the first use. */
  lastUsedAt?: string
  revokedAt?: string
}

/** A new key is shown once, as the DSN that configures the SDK. */
export interface CreatedServerKeyDto {
  key: ServerKeyDto
  dsn: string
}

export interface OrganizationDto {
  slug: string
  name: string
  role: "admin" | "member" | "owner" | "viewer"
  createdAt: string
}

export interface MemberDto {
  id: string
  name: string
  email: string
  role: "admin" | "member" | "owner" | "viewer"
  joinedAt: string
  you: boolean
}

export interface AuditLogPageDto {
  /** Newest first. */
  entries: AuditEntryDto[]
  /** Cursor of the next page; absent on the last. */
  older?: string
  /** Cursor of the previous page; absent on the first. */
  newer?: string
}

export interface TicketPageDto {
  tickets: TicketRowDto[]
  /** The user that the list is filtered by; absent without this filter, and if there is no such user. */
  user?: {
    name: string
  }
  /** Cursor of the next page; absent on the last. */
  older?: string
  /** Cursor of the previous page; absent on the first. */
  newer?: string
}

export interface TicketDto {
  description: string
  version: number
  updatedAt: string
  /** `sdk`: raised by an MCP server; `dashboard`: opened by hand. */
  origin: "dashboard" | "sdk"
  /** The session of the signed-in reporter that the ticket was raised in. */
  session?: TicketSessionDto
  /** Why it was closed; absent while it is not, and when nobody said it. */
  resolution?: "by-design" | "cannot-reproduce" | "duplicate" | "fixed" | "wont-fix"
  /** Where the trace of the failing call is shown, if the MCP server has an address for that. */
  traceUrl?: string
  /** The captured call, cut to limits and redacted; absent on tickets opened by hand. */
  context?: TicketContext
  events: TicketEventDto[]
  reference: string
  title: string
  category: string
  status: "closed" | "in_progress" | "open"
  createdAt: string
  server: {
    slug: string
    name: string
  }
  reporter: ReporterDto
}

export interface OpenCountDto {
  open: number
}

/** A message of a live subscription: it names what changed and never contains the content. */
export type ChangeDto = {
  type: "hello"
  resumed: boolean
} | {
  type: "ticket-opened"
  reference: string
} | {
  type: "ticket-changed"
  reference: string
} | {
  type: "ticket-deleted"
  reference: string
} | {
  type: "servers-changed"
} | {
  type: "end-users-changed"
} | {
  type: "members-changed"
}

/** What a failed tRPC call carries in `error.data.problem`. */
export interface Problem {
  code: "account-disabled" | "already-member" | "body-too-large" | "cross-site-request" | "email-taken" | "forbidden" | "idempotency-key-reused" | "insufficient-scope" | "internal-error" | "invalid-key" | "invalid-request" | "invalid-token" | "invitation-not-found" | "key-not-found" | "last-owner" | "member-not-found" | "method-not-allowed" | "misdirected-host" | "not-signed-in" | "organization-not-found" | "password-change-required" | "quota-exceeded" | "request-in-progress" | "request-timeout" | "route-not-found" | "server-not-found" | "service-unavailable" | "session-not-found" | "sign-in-expired" | "sign-up-closed" | "slug-taken" | "support-disabled" | "ticket-changed" | "ticket-not-found" | "token-not-found" | "token-required" | "too-many-invitations" | "too-many-keys" | "too-many-tokens" | "unsupported-media-type" | "user-not-found" | "validation-failed" | "wrong-credentials"
  detail: string
  requestId: string
  errors?: FieldError[]
  retryAfterSeconds?: number
}

export interface EndUserDto {
  id: string
  name: string
  /** As the user entered it at sign-up. Nobody has checked that it belongs to them. */
  email: string
  createdAt: string
  /** When a client of the user last renewed its token or raised a ticket. */
  lastSeenAt?: string
  disabledAt?: string
  /** The number of live sessions. */
  sessions: number
}

/** One sign-in of a user with one client. It is the grant that the client's tokens belong to. */
export interface EndUserSessionDto {
  id: string
  /** The name that the client gives itself; not verified. */
  clientName: string
  /** The domain that confirms the name, if the client is identified by a document at this domain. */
  clientDomain?: string
  /** The host, or the scheme of an app, that the authorization code was sent to. */
  redirectHost: string
  createdAt: string
  lastSeenAt?: string
  expiresAt?: string
  revokedAt?: string
  state: "expired" | "live" | "revoked"
}

export interface AuditEntryDto {
  id: string
  at: string
  /** `operator`: somebody with access to the machine, by a command. */
  actor: {
    kind: "access_token" | "account" | "operator" | "server_key"
    name: string
  }
  action: AuditAction
  /** What it was done to: the reference of a ticket, the slug of a server, or the id of a person or a key. */
  subject: string
  /** The name of the person, or of the access token's person, that `subject` is the id of. Absent for other subjects. */
  subjectName?: string
  details: {
    [key: string]: string | number
  }
}

export interface TicketRowDto {
  reference: string
  title: string
  category: string
  status: "closed" | "in_progress" | "open"
  createdAt: string
  server: {
    slug: string
    name: string
  }
  reporter: ReporterDto
}

export interface TicketSessionDto {
  /** The name that the client gave itself; not verified. */
  clientName: string
  /** The domain that confirms the name, if there is one. */
  clientDomain?: string
  signedInAt: string
}

/** The failing call and where it happened. */
export interface TicketContext {
  correlation?: "declined" | "incident-id" | "none" | "not-found" | "process" | "session" | "subject" | "trace" | string & {}
  incident?: Incident
  /** The calls of the same caller before the incident, oldest first. */
  trail?: TrailEntry[]
  client?: ClientInfo
  server?: ServerInfo
  sdk?: SdkInfo
  transport?: "in-memory" | "other" | "sse" | "stdio" | "streamable-http" | string & {}
}

/** One row of the ticket's history. `actor` is the person or the program that acted; for a token it names both. */
export interface TicketEventDto {
  id: string
  type: "category_changed" | "contact_added" | "opened" | "status_changed" | "title_changed"
  actor: {
    kind: "access_token" | "account" | "end_user" | "server_key"
    name: string
  }
  at: string
  from?: "closed" | "in_progress" | "open"
  to?: "closed" | "in_progress" | "open"
  /** The title or the category before and after a correction; of a status, the resolution. */
  fromText?: string
  toText?: string
}

/** Who raised a ticket: a signed-in end-user, somebody with an unverified e-mail address, or somebody unknown. */
export type ReporterDto = {
  kind: "user"
  id: string
  name: string
  email: string
} | {
  kind: "email"
  email: string
} | {
  kind: "none"
}

/** One field that was not accepted; `pointer` is a JSON pointer (RFC 6901) into the request body. */
export interface FieldError {
  pointer: string
  code: FieldErrorCode
  detail: string
  allowed?: string[]
}

/** What the audit log of an organization records. Actions are added, never renamed, because old entries name them. */
export type AuditAction = "end-user-disabled" | "end-user-enabled" | "end-user-password-reset" | "end-user-session-revoked" | "invitation-created" | "invitation-revoked" | "key-created" | "key-revoked" | "member-added" | "member-joined" | "member-removed" | "member-role-changed" | "organization-renamed" | "server-archived" | "server-changed" | "server-created" | "server-restored" | "signing-key-rotated" | "ticket-deleted" | "token-created" | "token-revoked"

/** One failing tool call. Everything in it is redacted and bounded. */
export interface Incident {
  id?: string
  tool?: string
  outcome?: "cancelled" | "no-answer" | "ok" | "rpc-error" | "tool-error" | string & {}
  /** RFC 3339 in UTC with milliseconds. */
  startedAt?: string
  /** Milliseconds. */
  durationMs?: number
  /** The JSON-RPC id, as text. */
  requestId?: string
  /** The trace that the call belongs to: 32 hexadecimal digits. */
  traceId?: string
  arguments?: null | string | number | boolean | Json[] | {
    [key: string]: Json
  }
  result?: null | string | number | boolean | Json[] | {
    [key: string]: Json
  }
  error?: IncidentError
  failure?: IncidentFailure
}

/** A call before the failing one, without its arguments and its result. */
export interface TrailEntry {
  tool: string
  outcome: "cancelled" | "no-answer" | "ok" | "rpc-error" | "tool-error" | string & {}
  /** Milliseconds. */
  durationMs?: number
  /** When it started: RFC 3339 in UTC with milliseconds. */
  at?: string
}

/** What the MCP client said about itself. */
export interface ClientInfo {
  name?: string
  version?: string
  protocolVersion?: string
  /** The names of its capabilities, such as `elicitation.form`. */
  capabilities?: string[]
}

/** What the MCP server said about itself. */
export interface ServerInfo {
  name?: string
  version?: string
}

/** This SDK and what it runs on. */
export interface SdkInfo {
  name?: string
  version?: string
  language?: string
  runtime?: string
  /** The MCP SDK in use, such as `@modelcontextprotocol/sdk/1.32.2`. */
  mcp?: string
}

/** The stable codes of `errors[].code` in a `validation-failed` problem. */
export type FieldErrorCode = "invalid-format" | "invalid-type" | "not-allowed" | "not-in-list" | "required" | "too-long" | "unknown-field"

/** Any JSON value. */
export type Json = null | string | number | boolean | Json[] | {
  [key: string]: Json
}

/** The error of a failing call. */
export interface IncidentError {
  name?: string
  message?: string
  code?: string | number
  stack?: string
}

/** What the server itself says about a failure, in `_meta["io.modelcontextprotocol/toolFailure"]` of its result. */
export interface IncidentFailure {
  /** Such as `capability`, `reliability` or `governance`. */
  class?: string
  code?: string
  retryable?: boolean
  /** By which the operator finds the failure in the logs. */
  correlationId?: string
}
