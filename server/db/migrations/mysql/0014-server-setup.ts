import { RepeatableMigration } from './table-change.ts'

const ID = 'char(36) character set ascii collate ascii_bin'
const ascii = (length: number) => `varchar(${length}) character set ascii collate ascii_bin`

const COLUMNS = {
  settings_first_fetched_at: 'datetime(3) null',
  settings_fetched_at: 'datetime(3) null',
  settings_fetched_by: `${ascii(100)} null`,
  settings_fetched_key_id: `${ID} null`,
  tool_first_listed_at: 'datetime(3) null',
} as const

/** How far a server is set up: who fetched its settings, since when clients get the tool, and what was rejected. */
export class ServerSetup extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('mcp_server', { addColumns: COLUMNS })
    await this.changeTable('server_key', { addColumns: { name: 'varchar(40) null' } })
    this.addSql(`create table if not exists \`rejected_attempt\` (
        \`id\` ${ID} not null,
        \`organization_id\` ${ID} not null,
        \`mcp_server_id\` ${ID} not null,
        \`minute\` datetime(3) not null,
        \`reason\` ${ascii(20)} not null,
        \`caller\` ${ascii(100)} not null,
        \`key_id\` ${ascii(36)} not null,
        \`attempts\` int not null,
        \`last_at\` datetime(3) not null,
        primary key (\`id\`),
        unique key \`rejected_attempt_unique\` (\`organization_id\`, \`mcp_server_id\`, \`minute\`, \`reason\`, \`caller\`, \`key_id\`),
        key \`rejected_attempt_minute_index\` (\`minute\`),
        constraint \`rejected_attempt_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.changeRows(
      'update `mcp_server` set `tool_first_listed_at` = `tool_listed_at` where `tool_first_listed_at` is null',
    )
  }

  override async down(): Promise<void> {
    this.changeRows("update `support_ticket` set `origin` = 'dashboard' where `origin` = 'test'")
    this.addSql('drop table if exists `rejected_attempt`')
    await this.changeTable('server_key', { dropColumns: ['name'] })
    await this.changeTable('mcp_server', { dropColumns: Object.keys(COLUMNS) })
  }
}
