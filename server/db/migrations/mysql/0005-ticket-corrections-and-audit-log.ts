import { Migration } from '@mikro-orm/migrations'

const COLUMNS = ['from_text', 'to_text']

/** What a correction of a ticket replaced, and the audit log of an organization. */
export class TicketCorrectionsAndAuditLog extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table if not exists \`audit_log_entry\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`at\` datetime(3) not null,
        \`actor_kind\` varchar(20) character set ascii collate ascii_bin not null,
        \`actor_id\` char(36) character set ascii collate ascii_bin not null,
        \`action\` varchar(40) character set ascii collate ascii_bin not null,
        \`subject\` varchar(63) character set ascii collate ascii_bin not null,
        \`details\` json null,
        primary key (\`id\`),
        key \`audit_log_entry_list\` (\`organization_id\`, \`at\`, \`id\`),
        constraint \`audit_log_entry_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    const present = await this.#columns()
    for (const column of COLUMNS.filter((name) => !present.includes(name))) {
      this.addSql(`alter table \`support_ticket_event\` add column \`${column}\` varchar(200) null`)
    }
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists \`audit_log_entry\``)
    // The release before cannot show these events.
    this.addSql(
      `delete from \`support_ticket_event\` where \`type\` in ('title_changed', 'category_changed')`,
    )
    for (const column of await this.#columns()) {
      this.addSql(`alter table \`support_ticket_event\` drop column \`${column}\``)
    }
  }

  /** DDL commits by itself on MySQL, so a migration that was interrupted may find its own work. */
  async #columns(): Promise<string[]> {
    const rows = (await this.execute(
      `select column_name as name from information_schema.columns
       where table_schema = database() and table_name = 'support_ticket_event'
         and column_name in (${COLUMNS.map((name) => `'${name}'`).join(', ')})`,
    )) as unknown as { name: string }[]
    return rows.map(({ name }) => name)
  }
}
