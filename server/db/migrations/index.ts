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
import { TicketSearch as TicketSearchMySql } from './mysql/0012-ticket-search.ts'
import { DuplicatesNotesAndOperations as DuplicatesNotesAndOperationsMySql } from './mysql/0013-duplicates-notes-and-operations.ts'
import { ServerSetup as ServerSetupMySql } from './mysql/0014-server-setup.ts'
import { Privacy as PrivacyMySql } from './mysql/0015-privacy.ts'
import { Insight as InsightMySql } from './mysql/0016-insight.ts'
import { TokensByHash as TokensByHashMySql } from './mysql/0017-tokens-by-hash.ts'
import { ConnectedAgents as ConnectedAgentsMySql } from './mysql/0018-connected-agents.ts'
import { ChangeEvents as ChangeEventsMySql } from './mysql/0019-change-events.ts'
import { UnfinishedAccounts as UnfinishedAccountsMySql } from './mysql/0020-unfinished-accounts.ts'
import { OriginInStatusLists as OriginInStatusListsMySql } from './mysql/0021-origin-in-status-lists.ts'
import { UnusedClientsOfAServer as UnusedClientsOfAServerMySql } from './mysql/0022-unused-clients-of-a-server.ts'
import { SessionsOverAtOnce as SessionsOverAtOnceMySql } from './mysql/0023-sessions-over-at-once.ts'
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
import { TicketSearch as TicketSearchSqlite } from './sqlite/0012-ticket-search.ts'
import { DuplicatesNotesAndOperations as DuplicatesNotesAndOperationsSqlite } from './sqlite/0013-duplicates-notes-and-operations.ts'
import { ServerSetup as ServerSetupSqlite } from './sqlite/0014-server-setup.ts'
import { Privacy as PrivacySqlite } from './sqlite/0015-privacy.ts'

import { Insight as InsightSqlite } from './sqlite/0016-insight.ts'
import { TokensByHash as TokensByHashSqlite } from './sqlite/0017-tokens-by-hash.ts'
import { ConnectedAgents as ConnectedAgentsSqlite } from './sqlite/0018-connected-agents.ts'
import { ChangeEvents as ChangeEventsSqlite } from './sqlite/0019-change-events.ts'
import { UnfinishedAccounts as UnfinishedAccountsSqlite } from './sqlite/0020-unfinished-accounts.ts'
import { OriginInStatusLists as OriginInStatusListsSqlite } from './sqlite/0021-origin-in-status-lists.ts'
import { UnusedClientsOfAServer as UnusedClientsOfAServerSqlite } from './sqlite/0022-unused-clients-of-a-server.ts'
import { SessionsOverAtOnce as SessionsOverAtOnceSqlite } from './sqlite/0023-sessions-over-at-once.ts'
import {
  ACCESS_TOKENS,
  CHANGE_EVENTS,
  CONNECTED_AGENTS,
  CORE,
  DUPLICATES_NOTES_AND_OPERATIONS,
  END_USER_SIGN_IN,
  INSIGHT,
  INVITATIONS_AND_SESSIONS,
  KNOWN_NETWORKS,
  MEMBERSHIP_ROLES,
  ORIGIN_IN_STATUS_LISTS,
  PRIVACY,
  PROCESSES_AND_EXACT_ROLES,
  SERVER_SETUP,
  SESSIONS_OVER_AT_ONCE,
  SUPPORT_TICKETS,
  TICKET_CORRECTIONS_AND_AUDIT_LOG,
  TICKET_LIST_BY_SERVER_AND_CATEGORY,
  TICKET_SEARCH,
  TOKENS_BY_HASH,
  TRACES_AND_RESOLUTIONS,
  UNFINISHED_ACCOUNTS,
  UNUSED_CLIENTS_OF_A_SERVER,
} from './names.ts'

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
    { name: TICKET_SEARCH, class: TicketSearchMySql },
    { name: DUPLICATES_NOTES_AND_OPERATIONS, class: DuplicatesNotesAndOperationsMySql },
    { name: SERVER_SETUP, class: ServerSetupMySql },
    { name: PRIVACY, class: PrivacyMySql },
    { name: INSIGHT, class: InsightMySql },
    { name: TOKENS_BY_HASH, class: TokensByHashMySql },
    { name: CONNECTED_AGENTS, class: ConnectedAgentsMySql },
    { name: CHANGE_EVENTS, class: ChangeEventsMySql },
    { name: UNFINISHED_ACCOUNTS, class: UnfinishedAccountsMySql },
    { name: ORIGIN_IN_STATUS_LISTS, class: OriginInStatusListsMySql },
    { name: UNUSED_CLIENTS_OF_A_SERVER, class: UnusedClientsOfAServerMySql },
    { name: SESSIONS_OVER_AT_ONCE, class: SessionsOverAtOnceMySql },
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
    { name: TICKET_SEARCH, class: TicketSearchSqlite },
    { name: DUPLICATES_NOTES_AND_OPERATIONS, class: DuplicatesNotesAndOperationsSqlite },
    { name: SERVER_SETUP, class: ServerSetupSqlite },
    { name: PRIVACY, class: PrivacySqlite },
    { name: INSIGHT, class: InsightSqlite },
    { name: TOKENS_BY_HASH, class: TokensByHashSqlite },
    { name: CONNECTED_AGENTS, class: ConnectedAgentsSqlite },
    { name: CHANGE_EVENTS, class: ChangeEventsSqlite },
    { name: UNFINISHED_ACCOUNTS, class: UnfinishedAccountsSqlite },
    { name: ORIGIN_IN_STATUS_LISTS, class: OriginInStatusListsSqlite },
    { name: UNUSED_CLIENTS_OF_A_SERVER, class: UnusedClientsOfAServerSqlite },
    { name: SESSIONS_OVER_AT_ONCE, class: SessionsOverAtOnceSqlite },
  ],
}
