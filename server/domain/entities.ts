import { AccessToken } from './access-token/access-token.entity.ts'
import { Account } from './account/account.entity.ts'
import { DashboardSession } from './account/dashboard-session.entity.ts'
import { AuditLogEntry } from './audit-log/audit-log-entry.entity.ts'
import { McpServerSession } from './end-user/mcp-server-session.entity.ts'
import { McpServerUser } from './end-user/mcp-server-user.entity.ts'
import { OauthArtifact } from './authorization/oauth-artifact.entity.ts'
import { OauthClient } from './authorization/oauth-client.entity.ts'
import { SigningKey } from './authorization/signing-key.entity.ts'
import { McpServer } from './mcp-server/mcp-server.entity.ts'
import { ServerKey } from './mcp-server/server-key.entity.ts'
import { Invitation } from './organization/invitation.entity.ts'
import { Membership } from './organization/membership.entity.ts'
import { Organization } from './organization/organization.entity.ts'
import { PlatformProcess } from './platform-process.entity.ts'
import { PlatformState } from './platform-state.entity.ts'
import { SupportTicketEvent } from './support-ticket/support-ticket-event.entity.ts'
import { SupportTicket } from './support-ticket/support-ticket.entity.ts'

export const entities = [
  AccessToken,
  Account,
  AuditLogEntry,
  DashboardSession,
  Invitation,
  McpServer,
  McpServerSession,
  McpServerUser,
  Membership,
  OauthArtifact,
  OauthClient,
  Organization,
  PlatformProcess,
  PlatformState,
  ServerKey,
  SigningKey,
  SupportTicket,
  SupportTicketEvent,
]
