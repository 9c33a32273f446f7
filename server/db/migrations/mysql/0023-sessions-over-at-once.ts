import { RepeatableMigration } from './table-change.ts'

/** The moment at which all sessions of an MCP server's users ended, and an index of when a session expires. */
export class SessionsOverAtOnce extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('mcp_server', {
      addColumns: { sessions_ended_at: 'datetime(3) null' },
      addKeys: { mcp_server_sessions_ended_index: 'key (`sessions_ended_at`)' },
    })
    await this.changeTable('mcp_server_session', {
      addKeys: { mcp_server_session_expiry_index: 'key (`expires_at`, `id`)' },
    })
  }

  override async down(): Promise<void> {
    await this.changeTable('mcp_server_session', { dropKeys: ['mcp_server_session_expiry_index'] })
    await this.changeTable('mcp_server', {
      dropKeys: ['mcp_server_sessions_ended_index'],
      dropColumns: ['sessions_ended_at'],
    })
  }
}
