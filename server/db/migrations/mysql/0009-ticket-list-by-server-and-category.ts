import { RepeatableMigration } from './table-change.ts'

const KEYS = {
  support_ticket_list_server_category:
    'key (`organization_id`, `mcp_server_id`, `category`, `created_at`, `id`)',
  support_ticket_list_server_status_category:
    'key (`organization_id`, `mcp_server_id`, `status`, `category`, `created_at`, `id`)',
} as const

/** Indexes for the lists of one MCP server's tickets in a category. */
export class TicketListByServerAndCategory extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('support_ticket', { addKeys: KEYS })
  }

  override async down(): Promise<void> {
    await this.changeTable('support_ticket', { dropKeys: Object.keys(KEYS) })
  }
}
