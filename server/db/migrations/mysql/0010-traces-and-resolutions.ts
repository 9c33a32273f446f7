import { RepeatableMigration } from './table-change.ts'

/** Where the traces of an MCP server are shown, when a client last got its tool, and why a ticket was closed. */
export class TracesAndResolutions extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('mcp_server', {
      addColumns: { trace_url: 'varchar(500) null', tool_listed_at: 'datetime(3) null' },
    })
    await this.changeTable('support_ticket', {
      addColumns: { resolution: 'varchar(20) character set ascii collate ascii_bin null' },
    })
  }

  override async down(): Promise<void> {
    await this.changeTable('support_ticket', { dropColumns: ['resolution'] })
    await this.changeTable('mcp_server', { dropColumns: ['tool_listed_at', 'trace_url'] })
  }
}
