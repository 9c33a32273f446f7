import { RepeatableMigration } from './table-change.ts'

const REFERENCE = 'varchar(12) character set ascii collate ascii_bin null'
const ID = 'char(36) character set ascii collate ascii_bin null'

/** What a duplicate repeats, notes of staff, and which changes were made at once. */
export class DuplicatesNotesAndOperations extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('support_ticket', { addColumns: { duplicate_of_id: ID } })
    await this.changeTable('support_ticket_event', {
      addColumns: {
        from_duplicate_of: REFERENCE,
        to_duplicate_of: REFERENCE,
        operation_id: ID,
        note: 'text null',
      },
      addKeys: { support_ticket_event_operation_index: 'key (`organization_id`, `operation_id`, `id`)' },
    })
  }

  /** Takes the notes away with the column that holds them. */
  override async down(): Promise<void> {
    this.changeRows("delete from `support_ticket_event` where `type` = 'noted'")
    await this.changeTable('support_ticket_event', {
      dropKeys: ['support_ticket_event_operation_index'],
      dropColumns: ['note', 'operation_id', 'to_duplicate_of', 'from_duplicate_of'],
    })
    await this.changeTable('support_ticket', { dropColumns: ['duplicate_of_id'] })
  }
}
