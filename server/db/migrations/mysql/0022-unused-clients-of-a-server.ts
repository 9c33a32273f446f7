import { RepeatableMigration } from './table-change.ts'

/** The unused clients of one MCP server, oldest first, are a range of an index. */
export class UnusedClientsOfAServer extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('oauth_client', {
      changeKeys: {
        oauth_client_server_index: 'key (`organization_id`, `mcp_server_id`, `last_used_at`, `created_at`)',
      },
    })
  }

  override async down(): Promise<void> {
    await this.changeTable('oauth_client', {
      changeKeys: { oauth_client_server_index: 'key (`organization_id`, `mcp_server_id`, `created_at`)' },
    })
  }
}
