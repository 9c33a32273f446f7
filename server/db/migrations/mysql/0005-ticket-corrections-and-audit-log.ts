import { RepeatableMigration } from './table-change.ts'

/** What a correction of a ticket replaced, and the audit log of an organization. */
export class TicketCorrectionsAndAuditLog extends RepeatableMigration {
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
    await this.changeTable('support_ticket_event', {
      addColumns: { from_text: 'varchar(200) null', to_text: 'varchar(200) null' },
    })
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists \`audit_log_entry\``)
    // The release before cannot show these events.
    this.changeRows(
      `delete from \`support_ticket_event\` where \`type\` in ('title_changed', 'category_changed')`,
    )
    await this.changeTable('support_ticket_event', { dropColumns: ['from_text', 'to_text'] })
  }
}
