import { Account } from '../domain/account/account.entity.ts'
import { DashboardSession } from '../domain/account/dashboard-session.entity.ts'
import { McpServerSession } from '../domain/end-user/mcp-server-session.entity.ts'
import { McpServerUser } from '../domain/end-user/mcp-server-user.entity.ts'
import { OauthArtifact } from '../domain/end-user/oauth-artifact.entity.ts'
import { OauthClient } from '../domain/end-user/oauth-client.entity.ts'
import { SigningKey } from '../domain/end-user/signing-key.entity.ts'
import { McpServer } from '../domain/mcp-server/mcp-server.entity.ts'
import { ServerKey } from '../domain/mcp-server/server-key.entity.ts'
import { Membership } from '../domain/organization/membership.entity.ts'
import { Organization } from '../domain/organization/organization.entity.ts'
import { SupportTicketEvent } from '../domain/support-ticket/support-ticket-event.entity.ts'
import { SupportTicket } from '../domain/support-ticket/support-ticket.entity.ts'

export const entities = [
  Account,
  DashboardSession,
  McpServer,
  McpServerSession,
  McpServerUser,
  Membership,
  OauthArtifact,
  OauthClient,
  Organization,
  ServerKey,
  SigningKey,
  SupportTicket,
  SupportTicketEvent,
]
