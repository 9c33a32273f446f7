import { RepeatableMigration } from './table-change.ts'

const KEYS = {
  support_ticket_list_status: '`organization_id`, `status`, `created_at`, `id`',
  support_ticket_list_status_category: '`organization_id`, `status`, `category`, `created_at`, `id`',
  support_ticket_list_server_status: '`organization_id`, `mcp_server_id`, `status`, `created_at`, `id`',
  support_ticket_list_server_status_category:
    '`organization_id`, `mcp_server_id`, `status`, `category`, `created_at`, `id`',
}

/** The number of tickets of a status leaves out tests: with `origin`, it is read from the index alone. */
export class OriginInStatusLists extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('support_ticket', { changeKeys: keysWith(', `origin`') })
  }

  override async down(): Promise<void> {
    await this.changeTable('support_ticket', { changeKeys: keysWith('') })
  }
}

function keysWith(end: string): Record<string, `key (${string})`> {
  return Object.fromEntries(
    Object.entries(KEYS).map(([name, columns]) => [name, `key (${columns}${end})` as const]),
  )
}
