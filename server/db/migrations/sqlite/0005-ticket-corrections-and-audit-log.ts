import { Migration } from '@mikro-orm/migrations'

/** What a correction of a ticket replaced, and the audit log of an organization. */
export class TicketCorrectionsAndAuditLog extends Migration {
  override up(): void {
    this.addSql(`create table \`audit_log_entry\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`at\` datetime not null,
        \`actor_kind\` text not null,
        \`actor_id\` text not null,
        \`action\` text not null,
        \`subject\` text not null,
        \`details\` json null,
        primary key (\`id\`),
        constraint \`audit_log_entry_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict
      )`)
    this.addSql(
      `create index \`audit_log_entry_list\` on \`audit_log_entry\` (\`organization_id\`, \`at\`, \`id\`)`,
    )
    this.addSql(`alter table \`support_ticket_event\` add column \`from_text\` text null`)
    this.addSql(`alter table \`support_ticket_event\` add column \`to_text\` text null`)
  }

  override down(): void {
    this.addSql(`drop table \`audit_log_entry\``)
    // The release before cannot show these events.
    this.addSql(
      `delete from \`support_ticket_event\` where \`type\` in ('title_changed', 'category_changed')`,
    )
    this.addSql(`alter table \`support_ticket_event\` drop column \`from_text\``)
    this.addSql(`alter table \`support_ticket_event\` drop column \`to_text\``)
  }
}
