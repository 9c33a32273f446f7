import { AccessToken } from './access-token/access-token.entity.ts'
import { Account } from './account/account.entity.ts'
import { DashboardSession } from './account/dashboard-session.entity.ts'
import { AuditLogEntry } from './audit-log/audit-log-entry.entity.ts'
import { McpServerSession } from './end-user/mcp-server-session.entity.ts'
import { McpServerUser } from './end-user/mcp-server-user.entity.ts'
import { OauthArtifact } from './authorization/oauth-artifact.entity.ts'
import { OauthClient } from './authorization/oauth-client.entity.ts'
import { StaffArtifact } from './authorization/staff-artifact.entity.ts'
import { StaffClient } from './authorization/staff-client.entity.ts'
import { StaffSigningKey } from './authorization/staff-signing-key.entity.ts'
import { ConnectedAgent } from './agent/connected-agent.entity.ts'
import { SigningKey } from './authorization/signing-key.entity.ts'
import { McpServer } from './mcp-server/mcp-server.entity.ts'
import { RejectedAttempt } from './mcp-server/rejected-attempt.entity.ts'
import { ServerKey } from './mcp-server/server-key.entity.ts'
import { Invitation } from './organization/invitation.entity.ts'
import { Membership } from './organization/membership.entity.ts'
import { Organization } from './organization/organization.entity.ts'
import { ChangeEvent } from './change-event.entity.ts'
import { PlatformProcess } from './platform-process.entity.ts'
import { PlatformState } from './platform-state.entity.ts'
import { Erasure } from './privacy/erasure.entity.ts'
import { SupportTicketEvent } from './support-ticket/support-ticket-event.entity.ts'
import { SupportTicket } from './support-ticket/support-ticket.entity.ts'
import { InsightClosing } from './ticket-insight/insight-closing.entity.ts'
import { InsightDay } from './ticket-insight/insight-day.entity.ts'
import { InsightFailure } from './ticket-insight/insight-failure.entity.ts'
import { InsightTicket } from './ticket-insight/insight-ticket.entity.ts'
import { InsightTool } from './ticket-insight/insight-tool.entity.ts'
import { SearchPosting } from './ticket-search/search-posting.entity.ts'
import { SearchState } from './ticket-search/search-state.entity.ts'
import { SearchTicket } from './ticket-search/search-ticket.entity.ts'
import { SearchTodo } from './ticket-search/search-todo.entity.ts'

export const entities = [
  AccessToken,
  Account,
  AuditLogEntry,
  DashboardSession,
  Erasure,
  InsightClosing,
  InsightDay,
  InsightFailure,
  InsightTicket,
  InsightTool,
  Invitation,
  McpServer,
  McpServerSession,
  McpServerUser,
  Membership,
  OauthArtifact,
  OauthClient,
  StaffArtifact,
  StaffClient,
  StaffSigningKey,
  ConnectedAgent,
  Organization,
  ChangeEvent,
  PlatformProcess,
  PlatformState,
  RejectedAttempt,
  SearchPosting,
  SearchState,
  SearchTicket,
  SearchTodo,
  ServerKey,
  SigningKey,
  SupportTicket,
  SupportTicketEvent,
]
