import { Migration } from '@mikro-orm/migrations'

/** The moment at which all sessions of an MCP server's users ended, and an index of when a session expires. */
export class SessionsOverAtOnce extends Migration {
  override up(): void {
    this.addSql('alter table `mcp_server` add column `sessions_ended_at` datetime null')
    this.addSql('create index `mcp_server_sessions_ended_index` on `mcp_server` (`sessions_ended_at`)')
    this.addSql('create index `mcp_server_session_expiry_index` on `mcp_server_session` (`expires_at`, `id`)')
  }

  override down(): void {
    this.addSql('drop index `mcp_server_session_expiry_index`')
    this.addSql('drop index `mcp_server_sessions_ended_index`')
    this.addSql('alter table `mcp_server` drop column `sessions_ended_at`')
  }
}
