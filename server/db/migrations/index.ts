import { Core as CoreMySql } from './mysql/0001-core.ts'
import { SupportTickets as SupportTicketsMySql } from './mysql/0002-support-tickets.ts'
import { EndUserSignIn as EndUserSignInMySql } from './mysql/0003-end-user-sign-in.ts'
import { MembershipRoles as MembershipRolesMySql } from './mysql/0004-membership-roles.ts'
import { TicketCorrectionsAndAuditLog as TicketCorrectionsAndAuditLogMySql } from './mysql/0005-ticket-corrections-and-audit-log.ts'
import { AccessTokens as AccessTokensMySql } from './mysql/0006-access-tokens.ts'
import { InvitationsAndSessions as InvitationsAndSessionsMySql } from './mysql/0007-invitations-and-sessions.ts'
import { ProcessesAndExactRoles as ProcessesAndExactRolesMySql } from './mysql/0008-processes-and-exact-roles.ts'
import { TicketListByServerAndCategory as TicketListByServerAndCategoryMySql } from './mysql/0009-ticket-list-by-server-and-category.ts'
import { TracesAndResolutions as TracesAndResolutionsMySql } from './mysql/0010-traces-and-resolutions.ts'
import { KnownNetworks as KnownNetworksMySql } from './mysql/0011-known-networks.ts'
import { Core as CoreSqlite } from './sqlite/0001-core.ts'
import { SupportTickets as SupportTicketsSqlite } from './sqlite/0002-support-tickets.ts'
import { EndUserSignIn as EndUserSignInSqlite } from './sqlite/0003-end-user-sign-in.ts'
import { MembershipRoles as MembershipRolesSqlite } from './sqlite/0004-membership-roles.ts'
import { TicketCorrectionsAndAuditLog as TicketCorrectionsAndAuditLogSqlite } from './sqlite/0005-ticket-corrections-and-audit-log.ts'
import { AccessTokens as AccessTokensSqlite } from './sqlite/0006-access-tokens.ts'
import { InvitationsAndSessions as InvitationsAndSessionsSqlite } from './sqlite/0007-invitations-and-sessions.ts'
import { ProcessesAndExactRoles as ProcessesAndExactRolesSqlite } from './sqlite/0008-processes-and-exact-roles.ts'
import { TicketListByServerAndCategory as TicketListByServerAndCategorySqlite } from './sqlite/0009-ticket-list-by-server-and-category.ts'
import { TracesAndResolutions as TracesAndResolutionsSqlite } from './sqlite/0010-traces-and-resolutions.ts'
import { KnownNetworks as KnownNetworksSqlite } from './sqlite/0011-known-networks.ts'

/** Names are what the database remembers: they never change. */
const CORE = '0001-core'
const SUPPORT_TICKETS = '0002-support-tickets'
const END_USER_SIGN_IN = '0003-end-user-sign-in'
const MEMBERSHIP_ROLES = '0004-membership-roles'
const TICKET_CORRECTIONS_AND_AUDIT_LOG = '0005-ticket-corrections-and-audit-log'
const ACCESS_TOKENS = '0006-access-tokens'
const INVITATIONS_AND_SESSIONS = '0007-invitations-and-sessions'
const PROCESSES_AND_EXACT_ROLES = '0008-processes-and-exact-roles'
const TICKET_LIST_BY_SERVER_AND_CATEGORY = '0009-ticket-list-by-server-and-category'
const TRACES_AND_RESOLUTIONS = '0010-traces-and-resolutions'
const KNOWN_NETWORKS = '0011-known-networks'

export const migrations = {
  mysql: [
    { name: CORE, class: CoreMySql },
    { name: SUPPORT_TICKETS, class: SupportTicketsMySql },
    { name: END_USER_SIGN_IN, class: EndUserSignInMySql },
    { name: MEMBERSHIP_ROLES, class: MembershipRolesMySql },
    { name: TICKET_CORRECTIONS_AND_AUDIT_LOG, class: TicketCorrectionsAndAuditLogMySql },
    { name: ACCESS_TOKENS, class: AccessTokensMySql },
    { name: INVITATIONS_AND_SESSIONS, class: InvitationsAndSessionsMySql },
    { name: PROCESSES_AND_EXACT_ROLES, class: ProcessesAndExactRolesMySql },
    { name: TICKET_LIST_BY_SERVER_AND_CATEGORY, class: TicketListByServerAndCategoryMySql },
    { name: TRACES_AND_RESOLUTIONS, class: TracesAndResolutionsMySql },
    { name: KNOWN_NETWORKS, class: KnownNetworksMySql },
  ],
  sqlite: [
    { name: CORE, class: CoreSqlite },
    { name: SUPPORT_TICKETS, class: SupportTicketsSqlite },
    { name: END_USER_SIGN_IN, class: EndUserSignInSqlite },
    { name: MEMBERSHIP_ROLES, class: MembershipRolesSqlite },
    { name: TICKET_CORRECTIONS_AND_AUDIT_LOG, class: TicketCorrectionsAndAuditLogSqlite },
    { name: ACCESS_TOKENS, class: AccessTokensSqlite },
    { name: INVITATIONS_AND_SESSIONS, class: InvitationsAndSessionsSqlite },
    { name: PROCESSES_AND_EXACT_ROLES, class: ProcessesAndExactRolesSqlite },
    { name: TICKET_LIST_BY_SERVER_AND_CATEGORY, class: TicketListByServerAndCategorySqlite },
    { name: TRACES_AND_RESOLUTIONS, class: TracesAndResolutionsSqlite },
    { name: KNOWN_NETWORKS, class: KnownNetworksSqlite },
  ],
}
