import { Migration } from '@mikro-orm/migrations'

/** What was erased, what is still to erase, and how long tickets are kept. */
export class Privacy extends Migration {
  override up(): void {
    this.addSql(`alter table \`support_ticket\` add column \`erased_at\` datetime null`)
    this.addSql(`alter table \`mcp_server\` add column \`retention_days\` integer null`)
    this.addSql(`create table \`erasure\` (
        \`organization_id\` text not null,
        \`reporter_key\` text not null,
        \`mcp_server_user_id\` text null,
        \`started_at\` datetime not null,
        primary key (\`organization_id\`, \`reporter_key\`)
      ) without rowid`)
  }

  override down(): void {
    this.addSql(`drop table \`erasure\``)
    this.addSql(`alter table \`mcp_server\` drop column \`retention_days\``)
    this.addSql(`alter table \`support_ticket\` drop column \`erased_at\``)
  }
}
