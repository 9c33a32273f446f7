import { Migration } from '@mikro-orm/migrations'

/** The unused clients of one MCP server, oldest first, are a range of an index. */
export class UnusedClientsOfAServer extends Migration {
  override up(): void {
    this.#replaceIndex('`organization_id`, `mcp_server_id`, `last_used_at`, `created_at`')
  }

  override down(): void {
    this.#replaceIndex('`organization_id`, `mcp_server_id`, `created_at`')
  }

  #replaceIndex(columns: string): void {
    this.addSql('drop index `oauth_client_server_index`')
    this.addSql(`create index \`oauth_client_server_index\` on \`oauth_client\` (${columns})`)
  }
}
