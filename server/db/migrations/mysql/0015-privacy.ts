import { RepeatableMigration } from './table-change.ts'

const OPTIONS = 'default character set utf8mb4 engine = InnoDB'

/** What was erased, what is still to erase, and how long tickets are kept. */
export class Privacy extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('support_ticket', { addColumns: { erased_at: 'datetime(3) null' } })
    await this.changeTable('mcp_server', { addColumns: { retention_days: 'int null' } })
    this.addSql(`create table if not exists \`erasure\` (
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`reporter_key\` varchar(36) character set ascii collate ascii_bin not null,
        \`mcp_server_user_id\` char(36) character set ascii collate ascii_bin null,
        \`started_at\` datetime(3) not null,
        primary key (\`organization_id\`, \`reporter_key\`)
      ) ${OPTIONS}`)
  }

  override async down(): Promise<void> {
    this.addSql('drop table if exists `erasure`')
    await this.changeTable('mcp_server', { dropColumns: ['retention_days'] })
    await this.changeTable('support_ticket', { dropColumns: ['erased_at'] })
  }
}
