import { Migration } from '@mikro-orm/migrations'

/** Where the traces of an MCP server are shown, when a client last got its tool, and why a ticket was closed. */
export class TracesAndResolutions extends Migration {
  override up(): void {
    this.addSql(`alter table \`mcp_server\` add column \`trace_url\` text null`)
    this.addSql(`alter table \`mcp_server\` add column \`tool_listed_at\` datetime null`)
    this.addSql(`alter table \`support_ticket\` add column \`resolution\` text null`)
  }

  override down(): void {
    this.addSql(`alter table \`support_ticket\` drop column \`resolution\``)
    this.addSql(`alter table \`mcp_server\` drop column \`tool_listed_at\``)
    this.addSql(`alter table \`mcp_server\` drop column \`trace_url\``)
  }
}
