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
  agent: {
    listAll: Query<{
      org: string
    }, ConnectedAgentDto[]>
    listOwn: Query<{
      org: string
    }, ConnectedAgentDto[]>
    revoke: Mutation<{
      org: string
      agentId: string
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
    setup: Query<{
      org: string
      slug: string
    }, ServerSetupDto>
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
      /** Tells keys apart, such as "production". */
      name?: string
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
      /** Only actions about this. */
      topic?: "keys" | "members" | "privacy" | "servers" | "tickets" | "tokens" | "users"
      /** Only what this person did, also with their access tokens: `actor.id` of an entry. */
      by?: string
      /** Opaque; taken from `older` or `newer` of another page. */
      cursor?: string
    }, AuditLogPageDto>
  }
  privacy: {
    withholdField: Mutation<{
      org: string
      reference: string
      field: "context" | "description" | "email" | "note" | "title"
      /** With `context`: the JSON pointer (RFC 6901) of the part, such as `/incident/arguments/token`. */
      pointer?: string
      /** With `note`: the event of the history that has it. */
      eventId?: string
      /** The `version` that the caller saw. */
      expectedVersion: number
    }, TicketDto>
    previewErasure: Query<{
      org: string
      userId?: string
      email?: string
    }, ErasurePreviewDto>
    erase: Mutation<{
      org: string
      userId?: string
      email?: string
    }, ErasureDto>
    previewRetention: Query<{
      org: string
      slug: string
      /** Days after which a ticket is deleted, counted from when it was opened; null keeps tickets. */
      days: null | number
    }, RetentionPreviewDto>
    setRetention: Mutation<{
      org: string
      slug: string
      /** Days after which a ticket is deleted, counted from when it was opened; null keeps tickets. */
      days: null | number
    }, McpServerDto>
  }
  supportTicket: {
    list: Query<{
      org: string
      filters: {
        /** One, or several at once. `open` with `in_progress` is what is not resolved. */
        status?: "closed" | "in_progress" | "open" | ("closed" | "in_progress" | "open")[]
        resolution?: "by-design" | "cannot-reproduce" | "duplicate" | "fixed" | "wont-fix"
        category?: string
        /** The slug of an MCP server. */
        server?: string
        /** The id of an end-user. */
        user?: string
        /** The e-mail address of a reporter, signed in or not. Its case does not matter. */
        email?: string
        /** The name of the tool whose call failed. */
        tool?: string
        /** The name of its error. */
        error?: string
        /** The `fingerprint` of another ticket: the same failure. */
        fingerprint?: string
        /** Whether a failing call is attached. */
        hasCall?: boolean
        /** Whether staff can answer somebody: a signed-in user or an e-mail address. */
        hasContact?: boolean
        /** Opened at this time or later. */
        since?: string
        /** Opened before this time. */
        before?: string
        /** Words of the title, the description, the tool, the error, the reporter; the last may be the beginning of one. Or a
         * reference. */
        query?: string
      }
      /** Which come first. Default: `newest`. */
      order?: "newest" | "oldest"
      /** Opaque; taken from `older` or `newer` of another page with the same filters and order. */
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
    sendTest: Mutation<{
      org: string
      server: string
    }, TicketDto>
    updateStatus: Mutation<{
      org: string
      reference: string
      status: "closed" | "in_progress" | "open"
      /** Why it is closed. With `closed`, and only then. */
      resolution?: "by-design" | "cannot-reproduce" | "duplicate" | "fixed" | "wont-fix"
      /** The reference of the ticket that this one repeats. With `duplicate`, and only then. */
      duplicateOf?: string
      /** A note for colleagues, written with the change. */
      note?: string
      /** The `version` that the caller saw. If the ticket has another, the answer is `ticket-changed` and nothing is written. */
      expectedVersion: number
    }, TicketDto>
    changeStatuses: Mutation<{
      org: string
      references?: string[]
      filters?: {
        /** One, or several at once. `open` with `in_progress` is what is not resolved. */
        status?: "closed" | "in_progress" | "open" | ("closed" | "in_progress" | "open")[]
        resolution?: "by-design" | "cannot-reproduce" | "duplicate" | "fixed" | "wont-fix"
        category?: string
        /** The slug of an MCP server. */
        server?: string
        /** The id of an end-user. */
        user?: string
        /** The e-mail address of a reporter, signed in or not. Its case does not matter. */
        email?: string
        /** The name of the tool whose call failed. */
        tool?: string
        /** The name of its error. */
        error?: string
        /** The `fingerprint` of another ticket: the same failure. */
        fingerprint?: string
        /** Whether a failing call is attached. */
        hasCall?: boolean
        /** Whether staff can answer somebody: a signed-in user or an e-mail address. */
        hasContact?: boolean
        /** Opened at this time or later. */
        since?: string
        /** Opened before this time. */
        before?: string
        /** Words of the title, the description, the tool, the error, the reporter; the last may be the beginning of one. Or a
         * reference. */
        query?: string
      }
      /** References that match the filters and are left out. */
      except?: string[]
      /** As `previewStatuses` answered it. What was opened later is not touched, what changed later is left as it is. */
      asOf?: string
      /** As `previewStatuses` answered it. Tickets between `asOf` and this time are left, and named: they may have been opened later. */
      aheadTo?: string
      /** With filters: `next` of the answer before. */
      cursor?: string
      status: "closed" | "in_progress" | "open"
      /** Why they are closed. With `closed`, and only then. */
      resolution?: "by-design" | "cannot-reproduce" | "fixed" | "wont-fix"
      /** The id of the operation that this request goes on with. Absent: it begins one. */
      operation?: string
    }, StatusesChangeDto>
    undoStatuses: Mutation<{
      org: string
      operation: string
      /** `next` of the answer before. */
      cursor?: string
    }, StatusesChangeDto>
    previewStatuses: Query<{
      org: string
      references?: string[]
      filters?: {
        /** One, or several at once. `open` with `in_progress` is what is not resolved. */
        status?: "closed" | "in_progress" | "open" | ("closed" | "in_progress" | "open")[]
        resolution?: "by-design" | "cannot-reproduce" | "duplicate" | "fixed" | "wont-fix"
        category?: string
        /** The slug of an MCP server. */
        server?: string
        /** The id of an end-user. */
        user?: string
        /** The e-mail address of a reporter, signed in or not. Its case does not matter. */
        email?: string
        /** The name of the tool whose call failed. */
        tool?: string
        /** The name of its error. */
        error?: string
        /** The `fingerprint` of another ticket: the same failure. */
        fingerprint?: string
        /** Whether a failing call is attached. */
        hasCall?: boolean
        /** Whether staff can answer somebody: a signed-in user or an e-mail address. */
        hasContact?: boolean
        /** Opened at this time or later. */
        since?: string
        /** Opened before this time. */
        before?: string
        /** Words of the title, the description, the tool, the error, the reporter; the last may be the beginning of one. Or a
         * reference. */
        query?: string
      }
      /** References that match the filters and are left out. */
      except?: string[]
    }, StatusesPreviewDto>
    neighbours: Query<{
      org: string
      reference: string
      filters: {
        /** One, or several at once. `open` with `in_progress` is what is not resolved. */
        status?: "closed" | "in_progress" | "open" | ("closed" | "in_progress" | "open")[]
        resolution?: "by-design" | "cannot-reproduce" | "duplicate" | "fixed" | "wont-fix"
        category?: string
        /** The slug of an MCP server. */
        server?: string
        /** The id of an end-user. */
        user?: string
        /** The e-mail address of a reporter, signed in or not. Its case does not matter. */
        email?: string
        /** The name of the tool whose call failed. */
        tool?: string
        /** The name of its error. */
        error?: string
        /** The `fingerprint` of another ticket: the same failure. */
        fingerprint?: string
        /** Whether a failing call is attached. */
        hasCall?: boolean
        /** Whether staff can answer somebody: a signed-in user or an e-mail address. */
        hasContact?: boolean
        /** Opened at this time or later. */
        since?: string
        /** Opened before this time. */
        before?: string
        /** Words of the title, the description, the tool, the error, the reporter; the last may be the beginning of one. Or a
         * reference. */
        query?: string
      }
    }, NeighboursDto>
    addNote: Mutation<{
      org: string
      reference: string
      note: string
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
    countByStatus: Query<{
      org: string
      filters: {
        /** One, or several at once. `open` with `in_progress` is what is not resolved. */
        status?: "closed" | "in_progress" | "open" | ("closed" | "in_progress" | "open")[]
        resolution?: "by-design" | "cannot-reproduce" | "duplicate" | "fixed" | "wont-fix"
        category?: string
        /** The slug of an MCP server. */
        server?: string
        /** The id of an end-user. */
        user?: string
        /** The e-mail address of a reporter, signed in or not. Its case does not matter. */
        email?: string
        /** The name of the tool whose call failed. */
        tool?: string
        /** The name of its error. */
        error?: string
        /** The `fingerprint` of another ticket: the same failure. */
        fingerprint?: string
        /** Whether a failing call is attached. */
        hasCall?: boolean
        /** Whether staff can answer somebody: a signed-in user or an e-mail address. */
        hasContact?: boolean
        /** Opened at this time or later. */
        since?: string
        /** Opened before this time. */
        before?: string
        /** Words of the title, the description, the tool, the error, the reporter; the last may be the beginning of one. Or a
         * reference. */
        query?: string
      }
    }, StatusCountsDto>
    facet: Query<{
      org: string
      facet: "error" | "tool"
      /** The filter of the facet itself is left out. */
      filters: {
        /** One, or several at once. `open` with `in_progress` is what is not resolved. */
        status?: "closed" | "in_progress" | "open" | ("closed" | "in_progress" | "open")[]
        resolution?: "by-design" | "cannot-reproduce" | "duplicate" | "fixed" | "wont-fix"
        category?: string
        /** The slug of an MCP server. */
        server?: string
        /** The id of an end-user. */
        user?: string
        /** The e-mail address of a reporter, signed in or not. Its case does not matter. */
        email?: string
        /** The name of the tool whose call failed. */
        tool?: string
        /** The name of its error. */
        error?: string
        /** The `fingerprint` of another ticket: the same failure. */
        fingerprint?: string
        /** Whether a failing call is attached. */
        hasCall?: boolean
        /** Whether staff can answer somebody: a signed-in user or an e-mail address. */
        hasContact?: boolean
        /** Opened at this time or later. */
        since?: string
        /** Opened before this time. */
        before?: string
        /** Words of the title, the description, the tool, the error, the reporter; the last may be the beginning of one. Or a
         * reference. */
        query?: string
      }
    }, TicketFacetDto>
    seen: Query<{
      org: string
      reference: string
    }, null | SeenDto>
    countSeen: Query<{
      org: string
      /** Those of one page of tickets. */
      fingerprints: string[]
    }, SeenCountsDto>
    overview: Query<{
      org: string
      /** The last days, today included. */
      days: 7 | 30 | 90
      server?: string
    }, OverviewDto>
    unresolvedByServer: Query<{
      org: string
    }, ServerCountsDto>
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
  /** How many agents were connected, in all organizations of the person. */
  agents: number
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

/** An agent that is connected. */
export interface ConnectedAgentDto {
  id: string
  /** The name that the client gives itself. A client can use any name. */
  clientName: string
  /** The domain that confirms the name, where the client is identified by a document at this domain. */
  clientDomain: null | string
  /** Where the code was sent: a host, or the scheme of an app. */
  redirectHost: string
  scopes: ("servers:read" | "tickets:read" | "tickets:write")[]
  /** The person who connected the agent. What it does is done in their name. */
  account: {
    id: string
    name: string
  }
  createdAt: string
  /** Updated every few minutes at most; null before the first use. */
  lastUsedAt: null | string
  expiresAt: string
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
  /** Days after which a ticket is deleted; null keeps tickets. */
  retentionDays: null | number
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

/** How far an MCP server is set up, and what was refused. */
export interface ServerSetupDto {
  /** An SDK fetched the settings with a key of this server; absent before the first time. */
  settingsFetched?: {
    firstAt: string
    lastAt: string
    by: CallerDto
    keyHint?: string
  }
  /** A client got a list with the support tool; absent before the first time. */
  toolListed?: {
    firstAt: string
    lastAt: string
  }
  /** The first ticket. A test counts until there is another one. `reference` is for those who may read tickets. */
  firstTicket?: {
    at: string
    isTest: boolean
    reference?: string
  }
  /** The latest first, at most `REJECTIONS_SHOWN`. */
  rejected: RejectedAttemptDto[]
}

export interface ServerKeyDto {
  id: string
  /** Absent if nobody gave it one. */
  name?: string
  /** The last four characters: enough to tell keys apart, useless to an attacker. */
  hint: string
  createdAt: string
  createdBy: string
  /** Updated every few minutes at most; absent before the first use. */
  lastUsedAt?: string
  revokedAt?: string
  /** Who revoked it; absent for the oldest of very many keys. */
  revokedBy?: string
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
  /** With filters: nothing is known beyond this time, because as many entries were looked at as one request may. */
  searchedTo?: string
}

export interface TicketDto {
  description: string
  version: number
  updatedAt: string
  /** `sdk`: raised by an MCP server; `dashboard`: opened by hand; `test`: sent from the page of the server. */
  origin: "dashboard" | "sdk" | "test"
  /** The session of the signed-in reporter that the ticket was raised in. */
  session?: TicketSessionDto
  /** The reference of the ticket that this one repeats; absent if that one was deleted. */
  duplicateOf?: string
  /** Where the trace of the failing call is shown, if the MCP server has an address for that. */
  traceUrl?: string
  /** The captured call, cut to limits and redacted; absent on tickets opened by hand. */
  context?: TicketContext
  events: TicketEventDto[]
  reference: string
  title: string
  category: string
  status: "closed" | "in_progress" | "open"
  /** Why it was closed; absent while it is not, and when nobody said it. */
  resolution?: "by-design" | "cannot-reproduce" | "duplicate" | "fixed" | "wont-fix"
  createdAt: string
  /** Present on a ticket that staff sent to try the set-up. Counts leave it out. */
  isTest?: true
  server: {
    slug: string
    name: string
  }
  reporter: ReporterDto
  /** The tool whose call failed. */
  tool?: string
  /** The name of its error, or the code that it has instead. */
  error?: string
  /** The beginning of what the error says, in one line. */
  errorMessage?: string
  /** Equal for tickets about the same failure: server, tool, error, without numbers, ids and quoted values. */
  fingerprint?: string
  /** When its texts, its captured call and its reporter were erased. */
  erasedAt?: string
}

/** What an erasure takes away now. Counts stop at `COUNT_CAP`. */
export interface ErasurePreviewDto {
  users: ErasedUserDto[]
  /** Tickets that lose their texts, their captured call and their reporter. */
  tickets: number
  /** Of a user: tickets with the same address that nobody signed in for. They stay, unless the address is erased. */
  otherTickets?: number
  /** Of an address: tickets from before an upgrade are not indexed yet. The platform erases them when they are. */
  isIndexing?: true
}

export interface ErasureDto {
  /** Tickets that this request erased. */
  tickets: number
  /** False: more are left. Call again to go on now; otherwise the platform goes on by itself within minutes. */
  isDone: boolean
}

/** What a retention would delete now. Counts stop at `COUNT_CAP`. */
export interface RetentionPreviewDto {
  tickets: number
  /** Of these, how many are not closed. */
  unresolved: number
}

export interface TicketPageDto {
  tickets: TicketRowDto[]
  /** The user that the list is filtered by; absent without this filter, and if there is no such user. */
  user?: {
    name: string
  }
  /** Cursor of the tickets before these in time; absent where there are none, or the list begins. */
  older?: string
  /** The same for those after them. */
  newer?: string
  /** Nothing is known beyond this time, because as many tickets were looked at as one request may. There can be more: go on
   * from the cursor in the order of the list. */
  searchedTo?: string
  /** So many words begin with one of the query, the last as a rule, that only the word itself was looked for. */
  prefixTooShort?: boolean
  /** More users have the e-mail address of the filter than a list can look for. The tickets of some are not in it. */
  usersLeftOut?: boolean
}

export interface StatusesChangeDto {
  /** What `undoStatuses` takes. */
  operation: string
  /** References of the tickets that changed. */
  changed: string[]
  /** How many had the status already. */
  unchanged: number
  left: LeftTicketDto[]
  /** Cursor of what is still to do; absent when all is done. */
  next?: string
}

/** What `changeStatuses` would change now. Counts stop at `COUNT_CAP`. */
export interface StatusesPreviewDto {
  asOf: string
  /** With filters: tickets that were there have times up to this one, because the clock of who opened them is ahead. */
  aheadTo?: string
  counts: {
    closed: number
    in_progress: number
    open: number
  }
  /** Only tickets back to this time are counted, because there are too many to look at. The change takes all that match. */
  searchedTo?: string
}

/** The tickets before and after one in a filtered list. */
export interface NeighboursDto {
  newer?: string
  older?: string
  /** Its place in the list, from 1, up to `COUNT_CAP`; absent if it does not match the filters, or if not all could be counted in time. */
  place?: number
  /** How many there are, up to `COUNT_CAP`, as far as they could be counted in time. */
  total: number
}

export interface OpenCountDto {
  open: number
}

/** Each up to `COUNT_CAP`. */
export interface StatusCountsDto {
  counts: {
    closed: number
    in_progress: number
    open: number
  }
  /** Only tickets back to this time are counted, because there are too many to look at. */
  searchedTo?: string
}

export interface TicketFacetDto {
  /** Most tickets first. */
  values: {
    value: string
    count: number
  }[]
  /** There are more values than these. */
  hasMore: boolean
  /** As for counts. */
  searchedTo?: string
}

/** How often the failure of a ticket was seen. Days are those of UTC. */
export interface SeenDto {
  /** Up to `SEEN_CAP`. */
  tickets: number
  /** People that are known: users, and e-mail addresses of those without a sign-in. */
  reporters: number
  first: string
  last: string
  /** The last `SEEN_DAYS` days, the oldest first. */
  days: DayCountDto[]
}

export interface SeenCountsDto {
  /** By fingerprint, each up to `SEEN_CAP`. */
  counts: {
    [key: string]: number
  }
}

/** What happened in a number of days, from counts that a job keeps: they have a change within seconds. Tickets that are a test
 * do not count. Days are those of UTC. */
export interface OverviewDto {
  /** The oldest first. */
  days: string[]
  /** The opened tickets: the categories with the most of them, and then the others together. */
  byCategory: SeriesDto[]
  /** The same by tool. The others are those of further tools, and those without a call. */
  byTool: SeriesDto[]
  /** Now, whenever they were opened. */
  unresolved: number
  /** Those of them that were opened more than 7 days ago. */
  unresolvedOld: number
  opened: number
  /** In as many days before. */
  openedBefore: number
  closed: number
  /** Those of them with the resolution `fixed`. */
  fixed: number
  /** Half of the closed tickets, and nine of ten, were closed within this time, to two digits. */
  medianMinutes?: number
  p90Minutes?: number
  /** Closed within 1 h, 4 h, 1 d, 3 d, 7 d, and later. */
  timeToClose: number[]
  failures: FailureDto[]
  /** Tickets from before this time are not counted yet. */
  completeTo?: string
}

export interface ServerCountsDto {
  /** Most first. */
  servers: {
    slug: string
    name: string
    unresolved: number
  }[]
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
  type: "tickets-changed"
  references: string[]
} | {
  type: "servers-changed"
} | {
  type: "server-setup-changed"
} | {
  type: "end-users-changed"
} | {
  type: "members-changed"
}

/** What a failed tRPC call carries in `error.data.problem`. */
export interface Problem {
  code: "account-disabled" | "agent-not-found" | "already-member" | "body-too-large" | "cross-site-request" | "email-taken" | "forbidden" | "history-full" | "idempotency-key-reused" | "insufficient-scope" | "internal-error" | "invalid-key" | "invalid-request" | "invalid-token" | "invitation-not-found" | "key-not-found" | "last-owner" | "member-not-found" | "method-not-allowed" | "misdirected-host" | "not-signed-in" | "operation-not-found" | "organization-not-found" | "password-change-required" | "quota-exceeded" | "request-in-progress" | "request-timeout" | "route-not-found" | "server-not-found" | "service-unavailable" | "session-not-found" | "sign-in-expired" | "sign-up-closed" | "slug-taken" | "support-disabled" | "ticket-changed" | "ticket-not-found" | "token-not-found" | "token-required" | "too-many-agents" | "too-many-invitations" | "too-many-keys" | "too-many-servers" | "too-many-tokens" | "unsupported-media-type" | "user-not-found" | "validation-failed" | "wrong-credentials"
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

/** Which program sent a request, as its `User-Agent` says. Nothing checks it. */
export interface CallerDto {
  /** Such as `mcp-obs-typescript` or `curl`; `other` for a program that is not known. */
  name: string
  version?: string
  /** What an SDK runs on, such as `node 24.21.0`. */
  runtime?: string
  /** Whether it is one of our SDKs. */
  isSdk: boolean
}

/** Equal attempts of the last hour that were refused. */
export interface RejectedAttemptDto {
  reason: "archived" | "invalid-ticket" | "invalid-token" | "malformed-key" | "no-key" | "other-servers-key" | "quota-anonymous" | "quota-email" | "quota-server" | "quota-subject" | "revoked-key" | "tool-off" | "unknown-key"
  from: CallerDto
  times: number
  lastAt: string
  /** The server of the organization that the key belongs to, if it is another one. */
  keyOf?: {
    slug: string
    name: string
  }
  /** The last four characters of a key of the organization, for those who may manage keys. */
  keyHint?: string
  /** When that key was revoked. */
  keyRevokedAt?: string
}

export interface AuditEntryDto {
  id: string
  at: string
  /** `operator`: somebody with access to the machine, by a command. */
  actor: {
    kind: "access_token" | "account" | "agent" | "operator" | "server_key"
    /** Of the person, also if a token of theirs did it. All operators are one. */
    id: string
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
  type: "category_changed" | "contact_added" | "noted" | "opened" | "status_changed" | "title_changed" | "withheld"
  actor: {
    kind: "access_token" | "account" | "agent" | "end_user" | "server_key"
    name: string
  }
  at: string
  from?: "closed" | "in_progress" | "open"
  to?: "closed" | "in_progress" | "open"
  /** The title or the category before and after a correction; of a status, the resolution. `toText` of `withheld`: the field,
   * such as `description` or the JSON pointer of a part of `context`. Absent where it was erased. */
  fromText?: string
  toText?: string
  /** The ticket that this one repeated before and after. */
  fromDuplicateOf?: string
  toDuplicateOf?: string
  /** What `undoStatuses` takes to undo this change of the status. */
  operation?: string
  /** What a member of staff noted for colleagues. */
  note?: string
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

/** A user whose data an erasure takes away. */
export interface ErasedUserDto {
  id: string
  name: string
  email: string
  server: {
    slug: string
    name: string
  }
  /** Live sessions, which end. */
  sessions: number
}

export interface TicketRowDto {
  reference: string
  title: string
  category: string
  status: "closed" | "in_progress" | "open"
  /** Why it was closed; absent while it is not, and when nobody said it. */
  resolution?: "by-design" | "cannot-reproduce" | "duplicate" | "fixed" | "wont-fix"
  createdAt: string
  /** Present on a ticket that staff sent to try the set-up. Counts leave it out. */
  isTest?: true
  server: {
    slug: string
    name: string
  }
  reporter: ReporterDto
  /** The tool whose call failed. */
  tool?: string
  /** The name of its error, or the code that it has instead. */
  error?: string
  /** The beginning of what the error says, in one line. */
  errorMessage?: string
  /** Equal for tickets about the same failure: server, tool, error, without numbers, ids and quoted values. */
  fingerprint?: string
  /** When its texts, its captured call and its reporter were erased. */
  erasedAt?: string
}

/** A ticket that a change of many left as it is, and why. */
export interface LeftTicketDto {
  reference: string
  code: "history-full" | "request-in-progress" | "ticket-changed" | "ticket-not-found" | "ticket-opened"
  /** Who changed it meanwhile, if that is why. */
  changedBy?: string
}

export interface DayCountDto {
  /** Such as `2026-11-26`. */
  day: string
  tickets: number
}

/** Opened tickets that a chart shows together. */
export interface SeriesDto {
  /** One; none stands for all others. */
  name?: string
  tickets: number
  /** Of each day of the overview. */
  days: number[]
}

/** Tickets about one failure: same server, tool and error. */
export interface FailureDto {
  fingerprint: string
  tool?: string
  error?: string
  /** With `…` for numbers, ids and quoted values. */
  message?: string
  server: {
    slug: string
    name: string
  }
  /** The last `SEEN_DAYS` days, the oldest first. */
  days: DayCountDto[]
  /** Opened in the days of the overview. */
  tickets: number
  /** As for `SeenDto`, of these tickets. */
  reporters: number
  /** Now, whenever they were opened. */
  unresolved: number
}

/** One field that was not accepted; `pointer` is a JSON pointer (RFC 6901) into the request body. */
export interface FieldError {
  pointer: string
  code: "invalid-format" | "invalid-type" | "not-allowed" | "not-in-list" | "required" | "too-long" | "unknown-field"
  detail: string
  allowed?: string[]
}

/** What the audit log of an organization records. Actions are added, never renamed, because old entries name them. */
export type AuditAction = "agent-connected" | "agent-revoked" | "end-user-disabled" | "end-user-enabled" | "end-user-password-reset" | "end-user-session-revoked" | "field-withheld" | "invitation-created" | "invitation-revoked" | "key-created" | "key-revoked" | "member-added" | "member-joined" | "member-removed" | "member-role-changed" | "organization-renamed" | "person-erased" | "retention-changed" | "server-archived" | "server-changed" | "server-created" | "server-restored" | "signing-key-rotated" | "ticket-deleted" | "ticket-noted-by-agent" | "ticket-status-set-by-agent" | "tickets-exported" | "token-created" | "token-revoked"

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
