import { Core as CoreMySql } from './mysql/0001-core.ts'
import { SupportTickets as SupportTicketsMySql } from './mysql/0002-support-tickets.ts'
import { Core as CoreSqlite } from './sqlite/0001-core.ts'
import { SupportTickets as SupportTicketsSqlite } from './sqlite/0002-support-tickets.ts'

/** Names are what the database remembers: they never change. */
const CORE = '0001-core'
const SUPPORT_TICKETS = '0002-support-tickets'

export const migrations = {
  mysql: [
    { name: CORE, class: CoreMySql },
    { name: SUPPORT_TICKETS, class: SupportTicketsMySql },
  ],
  sqlite: [
    { name: CORE, class: CoreSqlite },
    { name: SUPPORT_TICKETS, class: SupportTicketsSqlite },
  ],
}
