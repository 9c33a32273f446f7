import { RepeatableMigration } from './table-change.ts'

const ORGANIZATION_ID = '`organization_id` char(36) character set ascii collate ascii_bin not null'
const SERVER_ID = '`mcp_server_id` char(36) character set ascii collate ascii_bin not null'
const OPTIONS = 'default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB'

const TABLES = ['insight_tool', 'insight_failure', 'insight_closing', 'insight_day', 'insight_ticket']

/** What the error of a ticket says, and counts of tickets by day that a job keeps. */
export class Insight extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('support_ticket', { addColumns: { error_message: 'varchar(200) null' } })
    this.addSql(`create table if not exists \`insight_ticket\` (
        ${ORGANIZATION_ID},
        \`ticket_id\` char(36) character set ascii collate ascii_bin not null,
        \`facts\` text not null,
        primary key (\`organization_id\`, \`ticket_id\`)
      ) ${OPTIONS}`)
    this.addSql(`create table if not exists \`insight_day\` (
        ${ORGANIZATION_ID},
        \`day\` int unsigned not null,
        ${SERVER_ID},
        \`category\` varchar(40) collate utf8mb4_bin not null,
        \`tickets\` int not null,
        \`unresolved\` int not null,
        primary key (\`organization_id\`, \`day\`, \`mcp_server_id\`, \`category\`)
      ) ${OPTIONS}`)
    this.addSql(`create table if not exists \`insight_closing\` (
        ${ORGANIZATION_ID},
        \`day\` int unsigned not null,
        ${SERVER_ID},
        \`is_fixed\` tinyint(1) not null,
        \`minutes\` int unsigned not null,
        \`tickets\` int not null,
        primary key (\`organization_id\`, \`day\`, \`mcp_server_id\`, \`is_fixed\`, \`minutes\`)
      ) ${OPTIONS}`)
    this.addSql(`create table if not exists \`insight_failure\` (
        ${ORGANIZATION_ID},
        \`fingerprint\` varchar(32) character set ascii collate ascii_bin not null,
        \`day\` int unsigned not null,
        ${SERVER_ID},
        \`tickets\` int not null,
        \`unresolved\` int not null,
        primary key (\`organization_id\`, \`fingerprint\`, \`day\`),
        key \`insight_failure_day\` (\`organization_id\`, \`day\`, \`tickets\`, \`fingerprint\`),
        key \`insight_failure_server_day\` (\`organization_id\`, \`mcp_server_id\`, \`day\`, \`tickets\`, \`fingerprint\`)
      ) ${OPTIONS}`)
    this.addSql(`create table if not exists \`insight_tool\` (
        ${ORGANIZATION_ID},
        \`day\` int unsigned not null,
        ${SERVER_ID},
        \`tool\` varchar(128) collate utf8mb4_bin not null,
        \`tickets\` int not null,
        primary key (\`organization_id\`, \`day\`, \`mcp_server_id\`, \`tool\`),
        key \`insight_tool_day\` (\`organization_id\`, \`day\`, \`tickets\`, \`tool\`),
        key \`insight_tool_server_day\` (\`organization_id\`, \`mcp_server_id\`, \`day\`, \`tickets\`, \`tool\`)
      ) ${OPTIONS}`)
    // The job that fills the search index goes through all tickets once more, and counts them.
    this.changeRows(
      "update `search_state` set `complete_to_at` = utc_timestamp(3) + interval 1 day, `complete_to_id` = ''",
    )
  }

  override async down(): Promise<void> {
    for (const table of TABLES) this.addSql(`drop table if exists \`${table}\``)
    await this.changeTable('support_ticket', { dropColumns: ['error_message'] })
  }
}
