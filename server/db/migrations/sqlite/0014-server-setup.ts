import { Migration } from '@mikro-orm/migrations'

const COLUMNS = {
  settings_first_fetched_at: 'datetime null',
  settings_fetched_at: 'datetime null',
  settings_fetched_by: 'text null',
  settings_fetched_key_id: 'text null',
  tool_first_listed_at: 'datetime null',
}

/** How far a server is set up: who fetched its settings, since when clients get the tool, and what was rejected. */
export class ServerSetup extends Migration {
  override up(): void {
    for (const [name, type] of Object.entries(COLUMNS))
      this.addSql(`alter table \`mcp_server\` add column \`${name}\` ${type}`)
    this.addSql(`alter table \`server_key\` add column \`name\` text null`)
    this.addSql(`create table \`rejected_attempt\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`mcp_server_id\` text not null,
        \`minute\` datetime not null,
        \`reason\` text not null,
        \`caller\` text not null,
        \`key_id\` text not null,
        \`attempts\` integer not null,
        \`last_at\` datetime not null,
        primary key (\`id\`),
        constraint \`rejected_attempt_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict
      )`)
    this.addSql(
      `create unique index \`rejected_attempt_unique\` on \`rejected_attempt\` (\`organization_id\`, \`mcp_server_id\`, \`minute\`, \`reason\`, \`caller\`, \`key_id\`)`,
    )
    this.addSql(`create index \`rejected_attempt_minute_index\` on \`rejected_attempt\` (\`minute\`)`)
    this.addSql(`update \`mcp_server\` set \`tool_first_listed_at\` = \`tool_listed_at\``)
  }

  override down(): void {
    this.addSql(`update \`support_ticket\` set \`origin\` = 'dashboard' where \`origin\` = 'test'`)
    this.addSql(`drop table \`rejected_attempt\``)
    this.addSql(`alter table \`server_key\` drop column \`name\``)
    for (const name of Object.keys(COLUMNS)) this.addSql(`alter table \`mcp_server\` drop column \`${name}\``)
  }
}
