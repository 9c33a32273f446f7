import { Migration } from '@mikro-orm/migrations'

const INDEXES = {
  support_ticket_list_status: '`organization_id`, `status`, `created_at`, `id`',
  support_ticket_list_status_category: '`organization_id`, `status`, `category`, `created_at`, `id`',
  support_ticket_list_server_status: '`organization_id`, `mcp_server_id`, `status`, `created_at`, `id`',
  support_ticket_list_server_status_category:
    '`organization_id`, `mcp_server_id`, `status`, `category`, `created_at`, `id`',
}

/** The number of tickets of a status leaves out tests: with `origin`, it is read from the index alone. */
export class OriginInStatusLists extends Migration {
  override up(): void {
    this.#replaceIndexes(', `origin`')
  }

  override down(): void {
    this.#replaceIndexes('')
  }

  #replaceIndexes(end: string): void {
    for (const [name, columns] of Object.entries(INDEXES)) {
      this.addSql(`drop index \`${name}\``)
      this.addSql(`create index \`${name}\` on \`support_ticket\` (${columns}${end})`)
    }
  }
}
