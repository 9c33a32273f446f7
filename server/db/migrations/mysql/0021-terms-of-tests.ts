import { RepeatableMigration } from './table-change.ts'

/** Queues the tickets that staff sent to try the set-up: the search index tells them from others, and leaves them out of counts. */
export class TermsOfTests extends RepeatableMigration {
  override up(): void {
    this.addSql(`insert ignore into \`search_todo\` (\`organization_id\`, \`id\`, \`ticket_id\`)
      select \`organization_id\`, \`id\`, \`id\` from \`support_ticket\` where \`origin\` = 'test'`)
  }

  /** The release before finds a term that it does not look for. */
  override down(): void {}
}
