import { Migration } from '@mikro-orm/migrations'

/** What a duplicate repeats, notes of staff, and which changes were made at once. */
export class DuplicatesNotesAndOperations extends Migration {
  override up(): void {
    this.addSql(`alter table \`support_ticket\` add column \`duplicate_of_id\` text null`)
    this.addSql(`alter table \`support_ticket_event\` add column \`from_duplicate_of\` text null`)
    this.addSql(`alter table \`support_ticket_event\` add column \`to_duplicate_of\` text null`)
    this.addSql(`alter table \`support_ticket_event\` add column \`operation_id\` text null`)
    this.addSql(`alter table \`support_ticket_event\` add column \`note\` text null`)
    this.addSql(
      `create index \`support_ticket_event_operation_index\` on \`support_ticket_event\` (\`organization_id\`, \`operation_id\`, \`id\`)`,
    )
  }

  /** Takes the notes away with the column that holds them. */
  override down(): void {
    this.addSql(`delete from \`support_ticket_event\` where \`type\` = 'noted'`)
    this.addSql(`drop index \`support_ticket_event_operation_index\``)
    this.addSql(`alter table \`support_ticket_event\` drop column \`note\``)
    this.addSql(`alter table \`support_ticket_event\` drop column \`operation_id\``)
    this.addSql(`alter table \`support_ticket_event\` drop column \`to_duplicate_of\``)
    this.addSql(`alter table \`support_ticket_event\` drop column \`from_duplicate_of\``)
    this.addSql(`alter table \`support_ticket\` drop column \`duplicate_of_id\``)
  }
}
