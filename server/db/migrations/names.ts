/** Names are what the database remembers: they never change. This list is apart from the migrations, which a start does not load. */
export const CORE = '0001-core'
export const SUPPORT_TICKETS = '0002-support-tickets'
export const END_USER_SIGN_IN = '0003-end-user-sign-in'
export const MEMBERSHIP_ROLES = '0004-membership-roles'
export const TICKET_CORRECTIONS_AND_AUDIT_LOG = '0005-ticket-corrections-and-audit-log'
export const ACCESS_TOKENS = '0006-access-tokens'
export const INVITATIONS_AND_SESSIONS = '0007-invitations-and-sessions'
export const PROCESSES_AND_EXACT_ROLES = '0008-processes-and-exact-roles'
export const TICKET_LIST_BY_SERVER_AND_CATEGORY = '0009-ticket-list-by-server-and-category'
export const TRACES_AND_RESOLUTIONS = '0010-traces-and-resolutions'
export const KNOWN_NETWORKS = '0011-known-networks'
export const TICKET_SEARCH = '0012-ticket-search'
export const DUPLICATES_NOTES_AND_OPERATIONS = '0013-duplicates-notes-and-operations'
export const SERVER_SETUP = '0014-server-setup'
export const PRIVACY = '0015-privacy'
export const INSIGHT = '0016-insight'
export const TOKENS_BY_HASH = '0017-tokens-by-hash'
export const CONNECTED_AGENTS = '0018-connected-agents'
export const CHANGE_EVENTS = '0019-change-events'
export const UNFINISHED_ACCOUNTS = '0020-unfinished-accounts'
export const ORIGIN_IN_STATUS_LISTS = '0021-origin-in-status-lists'
export const UNUSED_CLIENTS_OF_A_SERVER = '0022-unused-clients-of-a-server'
export const SESSIONS_OVER_AT_ONCE = '0023-sessions-over-at-once'

/** In the order in which they are applied. */
export const MIGRATION_NAMES: readonly string[] = [
  CORE,
  SUPPORT_TICKETS,
  END_USER_SIGN_IN,
  MEMBERSHIP_ROLES,
  TICKET_CORRECTIONS_AND_AUDIT_LOG,
  ACCESS_TOKENS,
  INVITATIONS_AND_SESSIONS,
  PROCESSES_AND_EXACT_ROLES,
  TICKET_LIST_BY_SERVER_AND_CATEGORY,
  TRACES_AND_RESOLUTIONS,
  KNOWN_NETWORKS,
  TICKET_SEARCH,
  DUPLICATES_NOTES_AND_OPERATIONS,
  SERVER_SETUP,
  PRIVACY,
  INSIGHT,
  TOKENS_BY_HASH,
  CONNECTED_AGENTS,
  CHANGE_EVENTS,
  UNFINISHED_ACCOUNTS,
  ORIGIN_IN_STATUS_LISTS,
  UNUSED_CLIENTS_OF_A_SERVER,
  SESSIONS_OVER_AT_ONCE,
]
