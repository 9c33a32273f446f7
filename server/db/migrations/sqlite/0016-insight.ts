import { Migration } from '@mikro-orm/migrations'

const TABLES = ['insight_tool', 'insight_failure', 'insight_closing', 'insight_day', 'insight_ticket']

/** What the error of a ticket says, and counts of tickets by day that a job keeps. */
export class Insight extends Migration {
  override up(): void {
    this.addSql(`alter table \`support_ticket\` add column \`error_message\` text null`)
    this.addSql(`create table \`insight_ticket\` (
        \`organization_id\` text not null,
        \`ticket_id\` text not null,
        \`facts\` text not null,
        primary key (\`organization_id\`, \`ticket_id\`)
      ) without rowid`)
    this.addSql(`create table \`insight_day\` (
        \`organization_id\` text not null,
        \`day\` integer not null,
        \`mcp_server_id\` text not null,
        \`category\` text not null,
        \`tickets\` integer not null,
        \`unresolved\` integer not null,
        primary key (\`organization_id\`, \`day\`, \`mcp_server_id\`, \`category\`)
      ) without rowid`)
    this.addSql(`create table \`insight_closing\` (
        \`organization_id\` text not null,
        \`day\` integer not null,
        \`mcp_server_id\` text not null,
        \`is_fixed\` integer not null,
        \`minutes\` integer not null,
        \`tickets\` integer not null,
        primary key (\`organization_id\`, \`day\`, \`mcp_server_id\`, \`is_fixed\`, \`minutes\`)
      ) without rowid`)
    this.addSql(`create table \`insight_failure\` (
        \`organization_id\` text not null,
        \`fingerprint\` text not null,
        \`day\` integer not null,
        \`mcp_server_id\` text not null,
        \`tickets\` integer not null,
        \`unresolved\` integer not null,
        primary key (\`organization_id\`, \`fingerprint\`, \`day\`)
      ) without rowid`)
    this.addSql(
      `create index \`insight_failure_day\` on \`insight_failure\` (\`organization_id\`, \`day\`, \`tickets\`, \`fingerprint\`)`,
    )
    this.addSql(
      `create index \`insight_failure_server_day\` on \`insight_failure\` (\`organization_id\`, \`mcp_server_id\`, \`day\`, \`tickets\`, \`fingerprint\`)`,
    )
    this.addSql(`create table \`insight_tool\` (
        \`organization_id\` text not null,
        \`day\` integer not null,
        \`mcp_server_id\` text not null,
        \`tool\` text not null,
        \`tickets\` integer not null,
        primary key (\`organization_id\`, \`day\`, \`mcp_server_id\`, \`tool\`)
      ) without rowid`)
    this.addSql(
      `create index \`insight_tool_day\` on \`insight_tool\` (\`organization_id\`, \`day\`, \`tickets\`, \`tool\`)`,
    )
    this.addSql(
      `create index \`insight_tool_server_day\` on \`insight_tool\` (\`organization_id\`, \`mcp_server_id\`, \`day\`, \`tickets\`, \`tool\`)`,
    )
    // The job that fills the search index goes through all tickets once more, and counts them.
    this.addSql(
      `update \`search_state\` set \`complete_to_at\` = cast(unixepoch('subsec') * 1000 as integer) + 86400000, \`complete_to_id\` = ''`,
    )
  }

  override down(): void {
    for (const table of TABLES) this.addSql(`drop table \`${table}\``)
    this.addSql(`alter table \`support_ticket\` drop column \`error_message\``)
  }
}
